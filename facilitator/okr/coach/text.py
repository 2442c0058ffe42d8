"""Reads a text for the coach: its language, its words, and the figures and dates in it."""

from __future__ import annotations

import re

LONGEST_READ = 2_000
"""Characters of a text that are read, so that the coach keeps up with typing whatever was pasted."""

# The traditional characters that the words of the coach are written with, one for one.
_SIMPLIFIED = str.maketrans(
    "優強進協確減縮擴增長達線發簽約驗認證開實現會營郵項場門種輪級層個編寫設計製訂獲準組織維護舉辦參訪員員動務續時檢審評試過關閉遷移換負責",
    "优强进协确减缩扩增长达线发签约验认证开实现会营邮项场门种轮级层个编写设计制订获准组织维护举办参访员员动务续时检审评试过关闭迁移换负责",
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
# Letters and small words that neither English nor German has.
_OTHER_LATIN = re.compile(
    r"[àâçèéêëìîïòóôùûñãõåøæœłśżźčřěğşțđ]"
    r"|\b(?:de|la|le|les|el|los|las|del|di|della|van|het|een|et|y|och|og|til|na|para|por|pour)\b",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"[äöüß]|\b(?:der|die|das|des|dem|den|und|für|von|auf|mit|im|bis|ein|eine|einen|unser\w*|wir|ist|sind|neue\w*)\b"
    r"|\w(?:ung|keit|heit|ieren|isieren|iert)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+|www\.\S+|#\d+\b")
_HEAD = re.compile(
    r"^(?:[\W_]|(?:kr|key result|o|ziel|ergebnis)\s*\d*(?:\.\d+)*\s*[-:.)–：]|\d+(?:\.\d+)*[.):](?:\s|$))+",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return the beginning of a text without links, issue numbers and the marks of a list ("KR 1:", "2.", an emoji)."""
    return _HEAD.sub("", _LINK.sub(" ", text[:LONGEST_READ])).strip()


def language(text: str) -> str:
    """Return the language of a text: `en`, `de`, `zh`, or nothing for any other."""
    if _OTHER_SCRIPT.search(text):
        return ""
    if _HAN.search(text):
        return "zh"
    if _OTHER_LATIN.search(text):
        return ""
    return "de" if _GERMAN.search(text) else "en"


def size(text: str) -> int:
    """Return the length of a text to a reader, in characters; a Chinese one counts twice."""
    return len(text) + len(_HAN.findall(text))


Words = dict[str, re.Pattern[str]]
"""A pattern by language."""


def whole(*words: str) -> re.Pattern[str]:
    """Return a pattern of English or German words, which match as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def parts(*words: str) -> re.Pattern[str]:
    """Return a pattern of Chinese words, which have no spaces between them."""
    return re.compile("|".join(words), re.IGNORECASE)


def first(words: Words, text: str) -> tuple[str, str] | None:
    """Return the first of the words in the text, as it is written there, and its language; None where there is none.

    Texts in German and Chinese are searched for English words too, which companies there use a lot.
    """
    spoken = language(text)
    simplified = text.translate(_SIMPLIFIED)
    for tongue in {"zh": ("zh", "en"), "de": ("de", "en"), "en": ("en", "de")}.get(spoken, ()):
        if tongue in words and (match := words[tongue].search(simplified)):
            return text[match.start() : match.end()], tongue if spoken == "en" else spoken
    return None


# Numbers. A digit right after a letter is a name (p95, v2, B2B) and no figure.
_DIGIT = re.compile(r"(?:(?<![A-Za-zÄÖÜäöüß\d_])|(?<=eur)|(?<=usd)|(?<=chf)|(?<=rmb)|(?<=[<>≤≥~x]))\d", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|mai|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?"
    r"|\bq[1-4]\b(?:[ /-]*(?:20)?\d\d\b)?|(?<![A-Za-z\d])[1-4]\. quartal|(?<![A-Za-z\d])h[12]\b|\b(?:kw|week"
    r"|cw)\s?\d+"
    r"|[第]?[一二三四1-4]季度|\d{1,2}月(?:\d{1,2}[日号])?|(?:上|下)半年|[年月]底|[年月]末|季度末"
    rf"|(?:\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s*)?\b{_MONTH}\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?"
    r"|(?<!\d)20[1-5]\d(?![\d.,]*\d)年?|\b(?:quartals|jahres|monats)ende\b"
    r"|\bend of (?:the )?(?:year|quarter|month|cycle)\b|\bende (?:des )?(?:jahres|quartals|monats|zyklus)\b",
    re.IGNORECASE,
)
_SPELLED: Words = {
    "en": whole(
        "zero|no|none|nobody|nothing|all|every|everyone|everybody|each|both|one|two|three|four|five|six|seven|eight",
        "nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|thousand|millions?|billions?|dozens?",
        "half|halves?|halved|doubles?|doubled|doubling|triples?|tripled|quadrupled?|twice|once|first|without|fully",
        "entire(?:ly)?|whole",
    ),
    "de": whole(
        "null|kein(?:e[rnms]?)?|niemand|nichts|all(?:e[rnms]?)?|jede[rnms]?|beiden?|sämtliche[rn]?|zwei|drei|vier|fünf",
        "sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig|dreißig|dreissig|vierzig|fünfzig|hundert|tausend",
        r"million(?:en)?|mio|dutzend|halb\w*|hälfte|verdoppel\w*|verdreifach\w*|vervierfach\w*|doppelt\w*"
        r"|dreifach\w*",
        r"erste[rnms]?|einmal|zweimal|dreimal|ohne|vollständig\w*|komplett\w*|flächendeckend\w*|je|pro|prozent",
    ),
    "zh": parts(
        "[零一二两三四五六七八九十百千万亿]+[个项次名家人款篇场場天周份套条件位门門台倍成期种種座轮轮类类支部本级級层款元]",
        "百分之|[十百千万亿]{2}|[一二两三四五六七八九十]+[十百千万亿]|全部|所有|全员|全員|每个|每位|每人|零|翻番|翻倍|翻一番|一半|半数|无一|均|皆|每[天日周月年]|首[个家次款批]",
    ),
}


def has_date(text: str) -> bool:
    """Return whether a text names a day, a month, a quarter, a year or the end of one."""
    return _DATE.search(text) is not None


def has_figure(text: str) -> bool:
    """Return whether a text says how much: in digits that are no date, or in words such as "none" and "all"."""
    return has_digits(text) or first(_SPELLED, text) is not None


def has_digits(text: str) -> bool:
    """Return whether a text has digits that are no date."""
    return _DIGIT.search(_DATE.sub(" ", text)) is not None


YEAR = re.compile(
    r"(?<![\d.,-])(20[2-5]\d)(?![\d.,-]*\d)(?!\s*(?:%|€|\$|eur\b|kunden|customers|users|个|家|名|人))", re.IGNORECASE
)
QUARTER = re.compile(r"\bq([1-4])[ /-]*(20[2-5]\d)\b|\b(20[2-5]\d)年?[ /-]*(?:q|第)([1-4一二三四])", re.IGNORECASE)
SHARE = re.compile(r"(\d[\d.,]*)\s*(?:%|％|prozent\b|percent\b|per cent\b)", re.IGNORECASE)
MONEY = re.compile(
    r"[€$£¥]\s*\d|\d[\d.,]*\s*(?:[kmt]?[€$£¥]|(?:k|tsd|mio|mrd|million(?:en)?|thousand)?\.?\s*(?:eur|euro|usd"
    r"|chf|dollars?)\b"
    r"|[千万亿]*元)",
    re.IGNORECASE,
)
