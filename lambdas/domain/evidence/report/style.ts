/** The report's only style sheet: system fonts, light and dark, and paper. Colours hold 4.5:1 on their ground. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;
--good:#1a7f37;--bad:#b42318;--open:#8a6100;--told:#0b6bcb;--grey:#6e7781}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;--panel:#161b22;
--good:#4ac26b;--bad:#ff8a80;--open:#e3b341;--told:#6cb6ff;--grey:#8b949e}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1000px;padding:32px 24px 64px;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK TC",sans-serif}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}h2{font-size:18px;margin:36px 0 10px;break-after:avoid}
p{margin:0 0 10px}.soft{color:var(--soft)}.n{text-align:right;font-variant-numeric:tabular-nums}
.mono{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.verdict{border:1px solid var(--line);border-left:6px solid var(--good);background:var(--panel);padding:12px 16px;margin:18px 0}
.verdict.bad{border-left-color:var(--bad)}.verdict strong{font-size:17px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:10px;margin:18px 0}
.tile{border:1px solid var(--line);border-radius:6px;padding:10px 12px;break-inside:avoid}
.tile b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:13px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:5px 10px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:break-word}
th{color:var(--soft);font-weight:600;white-space:nowrap}th.n,td.n{text-align:right;white-space:nowrap}.wide+p{margin-top:8px}tr{break-inside:avoid}
.ok{color:var(--good);font-weight:600}.no{color:var(--bad);font-weight:600}.maybe{color:var(--open);font-weight:600}
svg{display:block;width:100%;height:auto;margin:6px 0 12px}svg text{fill:var(--ink);font-size:13px}svg .t{fill:var(--soft)}
svg .good{fill:var(--good)}svg .bad{fill:var(--bad)}svg .open{fill:var(--open)}svg .told{fill:var(--told)}svg .grey{fill:var(--grey)}
svg .rule{stroke:var(--line);stroke-width:1}
@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#fff;
--good:#1a7f37;--bad:#b42318;--open:#8a6100;--told:#0b6bcb;--grey:#6e7781}
body{max-width:none;padding:0;font-size:10.5pt}.wide{overflow:visible}h2{margin-top:22px}*{print-color-adjust:exact}
thead{display:table-header-group}@page{margin:16mm 14mm}}
`.trim();
