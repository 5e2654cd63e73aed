/**
 * The report's only style sheet: system fonts, light and dark, narrow screens, and paper with page numbers. Text holds
 * 4.5:1 on its ground. Groups of outcomes differ by pattern: filled, hatched, hollow.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;
--good:#1a7f37;--bad:#b42318;--open:#7a5600;--told:#0b6bcb}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;--panel:#161b22;
--good:#4ac26b;--bad:#ff8a80;--open:#e3b341;--told:#6cb6ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1000px;padding:32px 24px 64px;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK TC",sans-serif;overflow-wrap:break-word}
bdi,.mono,h1{overflow-wrap:anywhere}h1{font-size:26px;line-height:1.25;margin:0 0 6px}h2{font-size:18px;margin:40px 0 8px;break-after:avoid}h2+p{break-after:avoid}
p{margin:0 0 10px}.soft{color:var(--soft)}
.mono{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
b.good{color:var(--good)}b.bad{color:var(--bad)}b.open{color:var(--open)}
.verdict{border:1px solid var(--line);border-left:6px solid var(--good);background:var(--panel);padding:12px 16px;margin:18px 0}
.verdict.bad{border-left-color:var(--bad)}.verdict strong{font-size:17px}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:10px;margin:14px 0}
.tile{border:1px solid var(--line);border-radius:6px;padding:10px 12px;break-inside:avoid}
.tile b{font-size:20px;line-height:1.2;font-variant-numeric:tabular-nums}.main .tile b{font-size:30px}
.tile em{font-style:normal;color:var(--soft);font-size:13px;margin-left:8px;white-space:nowrap}
.tile span{display:block;color:var(--soft);font-size:13px;line-height:1.35;margin-top:2px}
i.told{background:var(--told)}i.open{background:var(--ground);box-shadow:inset 0 0 0 1.5px var(--open)}
i.missed{background:repeating-linear-gradient(135deg,var(--bad) 0 3px,var(--ground) 3px 5px);box-shadow:inset 0 0 0 1.5px var(--bad)}
.key{display:inline-block;width:11px;height:11px;margin-right:6px;vertical-align:-1px}
.whole{display:flex;gap:2px;height:18px;margin:14px 0}.whole i{min-width:3px}
.bar{display:block;height:13px;margin-top:4px;min-width:3px}
table{border-collapse:collapse;width:100%;font-size:13.5px;margin-bottom:10px}
th,td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}th{color:var(--soft);font-weight:600;vertical-align:bottom;overflow-wrap:normal}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;width:1%}th.n{white-space:normal;min-width:76px}
.outcomes td:nth-child(2){width:26%}td time{white-space:nowrap}tr{break-inside:avoid}
.time{list-style:none;margin:12px 0;padding:0}
.time li{display:grid;grid-template-columns:17em 8em 1fr;gap:0 14px;padding:4px 0;break-inside:avoid}
.time time,.since{color:var(--soft);text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.time .what{position:relative;padding-left:24px}
.time .what::after{content:"";position:absolute;left:5px;top:-4px;bottom:-4px;border-left:1px solid var(--line);z-index:-1}
.time .what::before{content:"";position:absolute;left:0;top:6px;width:11px;height:11px;border-radius:50%;background:var(--told)}
.time .due .what::before{border-radius:0;transform:rotate(45deg);background:var(--ground);border:2px solid var(--open)}
.time .due.good .what::before{background:var(--good);border-color:var(--good)}
.time .due.bad .what::before{background:var(--bad);border-color:var(--bad)}
@media (max-width:640px){body{padding:20px 16px 48px}.tiles{grid-template-columns:repeat(2,1fr)}
th,td{padding-right:8px}th.n{min-width:0;font-size:12px}.outcomes :is(th,td):nth-child(2){display:none}
.time li{grid-template-columns:auto auto 1fr;padding:7px 0}.time .what{grid-column:1/-1}
.stack thead{display:none}.stack tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
.stack td{display:block;width:auto;text-align:left;white-space:normal;border:0;padding:1px 0}
.stack td[data-title]:not(:first-child)::before{content:attr(data-title) ": ";color:var(--soft)}}
@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#fff;
--good:#1a7f37;--bad:#b42318;--open:#7a5600;--told:#0b6bcb}
body{max-width:none;padding:0;font-size:10pt}table{font-size:9pt}h2{margin-top:24px}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
thead{display:table-header-group}table.short:not(.stack){break-inside:avoid}th.n{min-width:54px}th,td{padding-right:10px}
@page{size:A4;margin:16mm 14mm 18mm;@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt sans-serif;color:#444}}}
`.trim();
