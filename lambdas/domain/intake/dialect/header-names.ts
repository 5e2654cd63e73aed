/** What a column is for. */
export type Role = 'email' | 'company' | 'group' | 'language' | 'country';
export const ROLES: readonly Role[] = ['email', 'company', 'group', 'language', 'country'];

/** A header as compared: wide forms, case, accents, spaces, punctuation and invisible characters do not count. */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const words = (text: string): Set<string> => new Set(text.split(/\s+/).filter(Boolean).map(foldName));

/**
 * Names that say it, in English, German, Dutch, French, Spanish and Chinese; then in Italian, Portuguese, Polish, Czech,
 * Swedish, Danish, Norwegian, Finnish, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian, Japanese, Korean, Arabic.
 */
const EXACT: Record<Role, Set<string>> = {
  email: words(`
    email mail e-mail emails mails emailaddress emailaddresses mailaddress emailaddr emailid useremail adminemail
    adminemails groupadminemail contactemail recipient recipientemail
    emailadresse emailadressen mailadresse mailadressen elektronischepost empfängeradresse
    emailadres emailadressen mailadres
    courriel courriels mél adresseemail adressemail adressecourriel adresseélectronique adressedemessagerie
    correo correos correoelectrónico direccióndecorreo direccióncorreo direccióndecorreoelectrónico direcciónemail
    邮箱 邮箱地址 电子邮箱 电子邮件 电子邮件地址 邮件 邮件地址 管理员邮箱 邮箱账号
    郵箱 電子郵箱 電子郵件 電子郵件地址 電子信箱 信箱 電郵 電郵地址 電子郵件信箱 管理員電郵 管理員信箱
    indirizzoemail postaelettronica indirizzodipostaelettronica endereçodeemail endereçodecorreioeletrônico
    correioeletrônico correioeletrónico adresemail pocztaelektroniczna emailováadresa epost epostadress epostadresse
    mejladress sähköposti sähköpostiosoite emailcím adresadeemail eposta epostaadresi ηλεκτρονικόταχυδρομείο
    электроннаяпочта адресэлектроннойпочты почта електроннапошта メール メールアドレス 電子メール eメール
    이메일 이메일주소 전자우편 메일 메일주소 البريدالإلكتروني`),
  company: words(`
    company companyname organisation organization organisationname organizationname org orgname customer customername
    client clientname account accountname tenant tenantname institution employer business businessname corporation
    firma firmenname firmenbezeichnung unternehmen unternehmensname kunde kundenname mandant einrichtung betrieb
    bedrijf bedrijfsnaam bedrijven organisatie organisatienaam onderneming klant klantnaam instelling
    entreprise nomentreprise nomdelentreprise société nomdelasociété raisonsociale organisme établissement
    empresa nombreempresa nombredelaempresa compañía organización razónsocial cliente institución sociedad entidad
    公司 公司名称 公司名 企业 企业名称 单位 单位名称 组织 组织名称 机构 机构名称 客户 客户名称
    公司名稱 企業 企業名稱 單位 單位名稱 組織 組織名稱 機構 機構名稱 客戶 客戶名稱
    azienda ragionesociale ditta impresa società organização nomedaempresa razãosocial klient nazwafirmy przedsiębiorstwo
    organizacja společnost zákazník organizace företag företagsnamn kund virksomhed selskap bedrift organisasjon yritys
    yrityksennimi asiakas organisaatio cég cégnév ügyfél vállalat companie societate organizație şirket şirketadı kurum
    müşteri εταιρεία εταιρία οργανισμός πελάτης компания организация предприятие фирма клиент заказчик компанія
    організація 会社 会社名 企業名 法人名 組織名 顧客 顧客名 取引先 회사 회사명 기업 기업명 업체 업체명 기관 조직 고객사
    الشركة`),
  group: words(`
    group groupname groups team teamname department departmentname division unit workspace
    gruppe gruppenname gruppen gruppenbezeichnung abteilung abteilungsname bereich
    groep groepsnaam groepnaam groepen afdeling afdelingsnaam
    groupe groupes nomdugroupe nomgroupe équipe département service
    grupo grupos nombregrupo nombredelgrupo equipo departamento área
    组 组名 组名称 群组 群组名称 群组名 小组 小组名称 团队 团队名称 部门 部门名称 分组 用户组
    組 組名 組別 群組 群組名稱 小組 小組名稱 團隊 團隊名稱 部門 部門名稱 用戶組
    gruppo reparto dipartimento equipe departamento grupa zespół dział skupina tým oddělení grupp avdelning avdeling
    ryhmä osasto tiimi csoport osztály grup departament ekip bölüm ομάδα τμήμα группа отдел команда підрозділ група
    グループ グループ名 部署 部署名 チーム 그룹 그룹명 팀 부서 부서명 المجموعة`),
  language: words(`
    language languagecode lang locale preferredlanguage sprache sprachcode taal taalcode langue codelangue
    idioma lengua 语言 语种 語言 語系`),
  country: words(`
    country countrycode countryname land landcode ländercode landescode pays codepays país códigopaís
    国家 国家代码 國家 國家代碼 國別`),
};

/** Names that say it as a part of a longer one. */
const PART: Partial<Record<Role, RegExp>> = {
  email: /mail|courriel|correo|邮箱|邮件|郵件|郵箱|信箱|電郵/u,
  company:
    /company|firma|unternehmen|organi[sz]ation|organisatie|bedrijf|entreprise|societe|empresa|compania|kunde|klant|customer|公司|企业|企業|单位|單位|客户|客戶|机构|機構/u,
  group: /group|gruppe|groep|grupo|team|组|組|小组|团队|團隊/u,
};

/** Names that may say it: believed only where the cells under them agree. */
const WEAK: Partial<Record<Role, Set<string>>> = {
  email: words(`
    admin admins groupadmin groupadmins administrator administrators contact contacts contactperson user username login
    owner address member members kontakt ansprechpartner adresse administratoren benutzer empfänger beheerder
    contactpersoon adres gebruiker ontvanger administrateur administrateurs utilisateur destinataire contacto
    administrador administradores usuario destinatario dirección 管理员 联系人 地址 用户 收件人 管理員 聯絡人 用戶`),
  company: words('name nom naam nombre bezeichnung 名称 名稱'),
};

/** How surely a header cell names a role: 3 exactly, 2 as a part, 1 perhaps, 0 not at all. */
export function nameStrength(name: string, role: Role): 0 | 1 | 2 | 3 {
  const folded = foldName(name);
  if (folded === '') return 0;
  if (EXACT[role].has(folded)) return 3;
  // "Company e-mail" is an address, not a company.
  if (PART[role]?.test(folded) && (role === 'email' || !PART.email?.test(folded))) return 2;
  return WEAK[role]?.has(folded) ? 1 : 0;
}

/** How many different roles a row of cells names exactly. */
export function rolesNamed(cells: readonly string[]): number {
  return ROLES.filter((role) => cells.some((cell) => nameStrength(cell, role) === 3)).length;
}
