"""The words by which mail clients of many languages mark quotes, forwards and signatures."""

from __future__ import annotations

import re

# Names of header fields, spaces left out, by what they say. A block of them heads a quote.
_FROM = (
    "from von de da van från fra od lähettäjä feladó kimden gönderen от откого від відкого expéditeur remitente "
    "mittente afzender avsändare avsender afsender nadawca odesílatel expeditor 发件人 发信人 发送人 寄件者 寄件人 "
    "發件人 發信人 差出人 送信者 送信元 보낸사람 보낸이 발신 발신자 من מאת από pengirim dari từ ngườigửi จาก"
)
_DATE = (
    "sent date senton sentat gesendet datum envoyé envoyée envoyéle dateenvoi fecha enviado enviadoel enviadael "
    "enviadoem enviadaem data inviato inviata dataora verzonden verzondenop skickat sendt sendtden dato odesláno "
    "wysłano dataodesłania lähetetty päivämäärä päiväys elküldve dátum küldve gönderildi gönderilmetarihi tarih trimis "
    "trimisă отправлено датаотправки дата надіслано 发送时间 发送日期 发件时间 发信时间 已发送 日期 时间 寄件日期 "
    "傳送時間 發送時間 發送日期 傳送日期 已傳送 時間 日付 日時 送信日時 送信日 보낸날짜 날짜 보낸시간 발신일 "
    "נשלח תאריך στάλθηκε ημερομηνία dikirim tanggal ngày đãgửi ส่ง วันที่ تاريخ التاريخ"
)
_TO = (
    "to an à a para pour aan till til komu do vastaanottaja címzett kime alıcı către кому destinatario destinataire "
    "destinatário 收件人 收信人 收件者 宛先 受信者 받는사람 받는이 수신 수신자 אל προς kepada đến ถึง إلى"
)
_SUBJECT = (
    "subject betreff objet sujet asunto assunto oggetto onderwerp ämne emne předmět temat aihe tárgy konu subiect тема "
    "主题 主旨 主題 标题 件名 제목 נושא θέμα subjek perihal chủđề เรื่อง الموضوع"
)
_OTHER = (
    "cc bcc kopie kopia kopi copie copia cci cco reply-to replyto antwortan répondreà importance wichtigkeit priority "
    "attachments attachment anlagen 抄送 抄送人 密送 副本 密件副本 附件 重要性 优先级 回复至 答复 參考 参照 "
    "копия копію 참조 숨은참조 organization"
)
FIELD_NAMES: dict[str, str] = {
    name: kind
    for kind, names in (("other", _OTHER), ("to", _TO), ("subject", _SUBJECT), ("date", _DATE), ("from", _FROM))
    for name in names.split()
}
FIELD_NAME_CHARS = 22

_ORIGINAL = (
    r"(?:回复的|答复的)?(?:原始|原|源)(?:邮件|信息|郵件|信件|訊息|消息|件)(?:内容|信息)?|邮件原件|邮件原文|原文|以下是引用|历史邮件|引用的?邮件|"
    r"original(?:\s+(?:message|mail|e-?mail|appointment|msg))?|repl(?:ied|y)\s+message|"
    r"urspr[üu]e?ngliche\s+(?:nachricht|e-?mail)|originalnachricht|antwort(?:\s+nachricht)?|message\s+(?:d['’]origine|original)|"
    r"(?:mensaje|correo)\s+original|mensagem\s+original|messaggio\s+originale|oorspronkelijk\s+bericht|origineel\s+bericht|"
    r"oprindelig\s+(?:meddelelse|mail)|ursprungligt\s+meddelande|originalmeddelande|opprinnelig\s+melding|"
    r"alkuperäinen\s+viesti|(?:исходное|оригинальное|первоначальное)\s+сообщение|元のメッセージ|オリジナルメッセージ|"
    r"원본\s*메[시세]지|oryginalna\s+wiadomość|wiadomość\s+oryginalna|původní\s+(?:zpráva|e-?mail)|eredeti\s+üzenet|"
    r"orijinal\s+(?:mesaj|ileti)|αρχικό\s+μήνυμα|mesaj\s+original|tin\s+nhắn\s+gốc"
)
ORIGINAL = re.compile(rf"(?:{_ORIGINAL})\s?[:：]?$", re.IGNORECASE)

_FORWARDED = (
    r"forwarded|转发|轉發|转寄|轉寄|weitergeleitet|transf[ée]r|réexpédi|reenviad|inoltrat|encaminhad|doorgestuurd|vidarebefordra|"
    r"videresend|edelleenlähe|välitet|пересыла|пересла|перенаправ|переадрес|転送|전달|przekazan|přepos|továbbít|iletilen|"
    r"προωθ|chuyển\s+tiếp|redirecționat"
)
FORWARDED = re.compile(_FORWARDED, re.IGNORECASE)
FORWARD_BEGINS = re.compile(
    r"begin\s+forwarded\s+message|start\s+of\s+forwarded|anfang\s+der\s+weitergeleiteten|début\s+du\s+message\s+(?:ré|transf)|"
    r"inicio\s+del\s+mensaje\s+reenviado|inizio\s+messaggio\s+inoltrato|início\s+da\s+mensagem\s+(?:re)?encaminhada|"
    r"begin\s+doorgestuurd|开始转发|開始轉[寄發]|以下是?转发|下面是被?转发|已转发的|转发的邮件|被转发邮件|開始転送|転送されたメッセージ|"
    r"vidarebefordrat\s+brev|videresendt\s+(?:besked|melding)|начало\s+перес|전달된\s+메[시세]지",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(
    r"\s*(?:(?:fwd?|wg|tr|rv|enc|vs|vb|doorst|i|pd|továbbítás|ilt|πρθ|пересл|転送|전달|trs|vl)\s{0,3}[:：]|\[fwd|[【\[]?(?:转发|轉發|转寄|轉寄)[】\]]?\s{0,3}[:：]?)",
    re.IGNORECASE,
)

# Verbs of "… wrote:". Only with a date or an address in the same breath do they make an attribution.
VERB = re.compile(
    r"wrote|写道|寫道|写到|說道|schrieb|geschrieben|geschreven|a\s+écrit|écrivait|escribió|escreveu|ha\s+scritto|skrev|schreef|napsal|"
    r"napisał|pisze|написал|пишет|пише|писал|kirjoitti|ezt\s+írta|írta|yazdı|a\s+scris|έγραψε|đã\s+viết|작성|작성함|書きました|"
    r"のメッセージ|เขียนว่า|menulis|كتب|כתב",
    re.IGNORECASE,
)
VERB_ALONE = ("写道", "寫道")  # some clients put no colon
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)|(?<!\d)\d{1,2}月\d{1,2}日")
TIME = re.compile(r"(?<!\d)\d{1,2}[:：.hH]\d\d(?!\d)")
ADDRESS = re.compile(r"[<\[(（]?(?:mailto:)?[\w.+%'=&/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}[>\])）]?")
ADDRESS_END = re.compile(r"@[\w.-]{1,200}[>\])）]{1,2}\s{0,3}[:：]$")

# "See my answers in red below": the answers stand inside an unmarked quote, so nothing may be cut.
INSIDE = re.compile(
    r"[红紅蓝藍绿]色?字|标红|标蓝|[红紅蓝藍绿]色(?:部分|字体|标注|内容)|"
    r"(?:在|于)?(?:原文|原邮件|邮件|正文|文|下文)(?:中|里|内)(?:直接)?(?:回复|答复|批注|标注|注明)|逐[条條项]|"
    r"(?:见|看|在)(?:原邮件|邮件|原文|正文)?下(?:方|文|面)(?:的)?(?:回复|答复|批注|标注|注释|[，。；！,.;!\s]|$)|"
    r"\bin-?line\b|\bin\s+(?:red|blue|green|bold)\b|\bsee\s+below\s*(?:[.,;!)]|in\b|$)|"
    r"\b(?:answers?|comments?|repl(?:y|ies)|responses?|remarks?)\s+(?:\w+\s+){0,2}below\b|"
    r"\bbelow\s+in\b|siehe\s+unten|in\s+rot\b|ci-dessous|en\s+rouge|en\s+rojo|a\s+continuación|インライン|以下に回答",
    re.IGNORECASE,
)

_DEVICES = (
    r"iphone|ipad|android|华为|huawei|荣耀|honor|小米|xiaomi|mi\s?phone|红米|redmi|oppo|vivo|iqoo|三星|samsung|galaxy|魅族|meizu|一加|"
    r"oneplus|realme|真我|中兴|zte|联想|lenovo|手机|移动|平板|mobile|phone|tablet|mail\s?master|邮箱|邮件|foxmail|企业微信|钉钉|飞书|"
    r"阿里|qq|outlook|windows|mac|blackberry|pixel|yahoo|gmail|spark|proton|tutanota|aol|zoho|telefon|handy|smartphone|"
    r"téléphone|móvil|celular|cellulare|dispositivo"
)
# The whole line: a sentence that begins like it is none.
DEVICE = re.compile(
    rf"(?:(?:发自|發自|发送自|寄自)\s?(?:我的|我\s的)?[^的，。？！]{{0,30}}?(?:{_DEVICES})[^的，。？！]{{0,14}}|"
    rf"(?:来自|來自|從|从)\s?我的[^的，。？！]{{0,30}}?(?:{_DEVICES})[^的，？！]{{0,14}}|"
    rf"sent\s+(?:securely\s+)?(?:from\s+(?:my|outlook|mail|yahoo|proton|gmail|aol|samsung|huawei|xiaomi)|via|with|using)\s?"
    rf"(?!.*\b(?:but|and|it|not|no|is|was|does|did|when)\b)[^,;?!]{{0,50}}?(?:{_DEVICES})[^,;?!]{{0,60}}|"
    rf".{{0,30}}outlook\s+(?:for|pour|para|per|für|voor|til|för|dla|pro)\s+(?:ios|android|mac)[^,;?!]{{0,120}}|"
    rf"(?:versendet|gesendet|envoyé|enviado|inviato|skickat|sendt|verzonden|verstuurd|odesláno|wysłane|lähetetty|"
    rf"отправлено|küldve|gönderildi)\s+(?:von|de|depuis|desde|do|da|dal|från|fra|min|vanaf|met|z|ze|с|из|iphone)"
    rf"[^,;?!]{{0,50}}(?:{_DEVICES})[^,;?!]{{0,60}}|"
    r"von\s+mein\w{1,3}\s.{0,30}gesendet|(?:iphone|android|ipad)から送信|나의\s.{0,20}에서\s보냄|"
    r"mit\s+der\s.{0,30}app\s+gesendet)\.?$",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\d[\d\s()（）+.-]{6,}\d|@[\w-]+\.|https?://|www\.|电话|手机|座机|分机|传真|地址|邮箱|邮编|网址|微信|公司|集团|部门|tel\b|mob|phone|fax|"
    r"e-?mail|ltd|gmbh|inc\b|co\.",
    re.IGNORECASE,
)
RULE_CHARS = "-_=*—–─━~·－"
RULE = re.compile(rf"[{RULE_CHARS}\s]{{5,}}$")
DELIMITERS = frozenset(("--", "—", "——", "－－", "–"))
