import { type Sentences, utcTime } from './sentences';

const date = (at: Date) => `${at.getUTCFullYear()} 年 ${at.getUTCMonth() + 1} 月 ${at.getUTCDate()} 日`;
const count = (value: number) => value.toLocaleString('en-GB');

export const zhHant: Sentences = {
  tag: 'zh-Hant',
  colon: '：',
  subject: '個人資料外洩通知',
  title: '個人資料外洩通知',
  labels: { reference: '參考編號', notice: '通知', date: '日期', from: '寄件單位' },
  noticeNumber: (sequence) => (sequence === 1 ? '1（首次通知）' : `${sequence}（補充通知）`),
  why: (controller) => `${controller} 寄送本通知給您，是因為您的電子郵件地址出現在下述資料中。`,
  supplement: ({ reference, date: sent }) =>
    `本通知補充我們於 ${sent} 寄出的通知（參考編號 ${reference}）。先前通知的內容仍然有效；下列清單為截至今日的完整清單。`,
  headings: {
    happened: '發生了什麼事',
    information: '涉及哪些資料',
    meaning: '這對您可能有什麼影響',
    doing: '我們正在採取的措施',
    canDo: '您可以怎麼做',
    more: '更多資訊',
    genuine: '如何確認本郵件為真',
  },
  times: { occurred: '發生時間', until: '持續至', aware: '我們得知的時間', contained: '我們終止事件的時間' },
  affected: {
    lead: '您的電子郵件地址在該資料中列為下列單位的聯絡人：',
    company: '公司',
    group: '群組',
    noCompany: '（未載明公司）',
    more: (groups, companies, replyTo) =>
      `本清單已縮短。另有 ${count(groups)} 個群組${companies > 0 ? `及 ${count(companies)} 家公司` : ''}含有您的地址，未列於此。請附上您的參考編號寄信至 ${replyTo}，我們會將完整清單寄給您。`,
    brokenLinks: '名稱中的句點以 [.] 表示，以避免名稱變成連結。',
    notInvolved: '未涉及的資料',
  },
  contact: {
    reply: (replyTo) => `您可以直接回覆本郵件，或寄信至 ${replyTo}。來信均由專人閱讀。`,
    officer: '資料保護長',
    post: '郵寄地址',
    authority: (name) => `您有權向主管機關提出申訴：${name}。`,
  },
  genuine: {
    type: '您不需要點選任何內容。請在瀏覽器中自行輸入以下網址：',
    code: '並在該網頁輸入您的參考編號：',
    result: '該網頁會告訴您此參考編號是否由我們發出，不會顯示任何與您有關的資料。',
    never: '無論在此郵件或電話中，我們都不會向您索取密碼、驗證碼、款項或任何其他資料。',
  },
  date,
  time: (at) => `${date(at)} ${utcTime(at)}`,
};
