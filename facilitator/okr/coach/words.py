"""Lists the words by which the coach understands English, German and Chinese texts."""

from __future__ import annotations

import re

from facilitator.okr.coach.text import Words, first, parts, whole

# They promise something better, and never say when it is reached.
VAGUE: Words = {
    "en": whole(
        "improv(?:e|es|ed|ing|ements?)|enhanc(?:e|es|ed|ing|ements?)|optimi[sz](?:e|es|ed|ing|ations?)",
        "strengthen(?:s|ed|ing)?|foster(?:s|ed|ing)?|streamlin(?:e|es|ed|ing)|boost(?:s|ed|ing)?",
        r"better(?!.*\bthan\b)|easier|regularly|consider|work(?:ing)? on|focus(?:ing)? on|push(?:ing)? forward"
        r"|help(?:ing)?(?= (?:the|our|other|with|to|customers|users|teams?)\b)|look(?:ing)? into",
        r"support(?:ing)?(?= (?:the |our |other )?(?:\w+ )?(?:teams?|departments?|colleagues|sales|marketing"
        r"|growth)\b)",
        "explor(?:e|ing)|investigat(?:e|ing)|raise awareness|deepen(?:s|ed|ing)?|moderni[sz]e|contribute to",
        r"promot(?:e|ing)(?!.*\bto\b)|make progress|happy(?! path)|satisfied|motivated",
    ),
    "de": whole(
        r"verbesser\w*|besser(?:e[rnms]?)?|optimier\w*|stärken|stärkung|gestärkt|verstärk\w*|fördern|gefördert",
        r"unterstützen|unterstützt|unterstützung|vorantreiben|vorangetrieben|voranbringen|vorangebracht",
        r"weiterentwick\w*|ausbauen|intensivier\w*|professionalisier\w*|effizienter\w*|vertief\w*|vereinfach\w*",
        r"sicherstellen|sichergestellt|gewährleist\w*|modernisier\w*|pflegen|arbeiten an|beschäftigen|kümmern"
        r"|begleiten",
        r"zufrieden(?:e[rnms]?)?|motiviert(?:e[rnms]?)?|begeistert|regelmä(?:ß|ss)ig|mitwirken|beitragen",
    ),
    "zh": parts(
        "提升|优化|加强|推进|做好|改善|改进|完善|增强|促进|推动|推動|强化|深化|努力|尽量|积极",
        "抓好|搞好|加大|跟进|协助|配合|支持|关注|确保|保证|保障|夯实|提质|更好|更加|加深|大力|不断",
    ),
}
# They say up or down: good with a figure, and without one nobody knows how far.
DIRECTION: Words = {
    "en": whole(
        "increas(?:e|es|ed|ing)|rais(?:e|es|ed|ing)(?! (?:an? )?(?:pr|issue|ticket|round|seed|fund\\w*)\\b)",
        "grow(?:s|ing)?|reduc(?:e|es|ed|ing|tion)|decreas(?:e|es|ed|ing)|lower(?:s|ed|ing)?|cut(?:s|ting)?(?! over)",
        "minimi[sz](?:e|es|ed|ing)|maximi[sz](?:e|es|ed|ing)|accelerat(?:e|es|ed|ing)|speed(?:ing)? up"
        "|expand(?:s|ed|ing)?",
        r"(?:fewer|faster)(?!.*\bthan\b)|shorten(?:s|ed|ing)?",
    ),
    "de": whole(
        r"steiger(?:n|t|e|ung|ungen)|gesteigert|erhöh\w*|senken|senkt|senkung|gesenkt|reduzier\w*|reduktion"
        r"|reduzierung",
        r"verringer\w*|verkürz\w*|beschleunig\w*|maximier\w*|minimier\w*|ausweiten|wachsen|weniger"
        r"|schneller(?:e[rnms]?)?(?!.*\bals\b)",
    ),
    "zh": parts(
        "提高|降低|减少|增加|缩短|加快|扩大|拓展|增长|下降|压缩|提升|突破|达到|低于|高于|控制在|新增|不低于|不超过|超过"
    ),
}
# Chinese ones that come with the figure that they ask for.
_REACHED = parts("突破|达到|低于|高于|控制在|新增|不低于|不超过|超过|增长|下降")

# A state that everybody can see, and that needs no figure.
STATE: Words = {
    "en": whole(
        "signed|live|launched|shipped|released|published|deployed|merged|completed?|done|finished|ready|available",
        "approved|accepted|certified|hired|filled|migrated|documented|closed|opened|delivered|implemented|introduced",
        "installed|passed|won|in production|in place|running|rolled out|archived|deprecated|removed|replaced|automated",
        "integrated|enabled|defined|agreed|decided|submitted|created|built|set up|established|validated|onboarded",
        "switched off|in use|ga|stable|online",
    ),
    "de": whole(
        r"unterschrieben\w*|unterzeichnet\w*|live|online|veröffentlicht\w*|abgeschlossen\w*|fertig\w*|eingeführt\w*",
        r"umgesetzt\w*|implementiert\w*|(?:re)?zertifiziert\w*|besetzt|eingestellt|gewonnen|eröffnet|gegründet"
        r"|genehmigt",
        r"freigegeben|verabschiedet|erstellt|entwickelt|aufgebaut|etabliert|definiert|dokumentiert|ausgerollt"
        r"|migriert",
        r"abgelöst|abgeschaltet|in betrieb|produktiv|geliefert|beschlossen|vereinbart|getestet|geschult|bestanden",
        r"übergeben|eingereicht|installiert|automatisiert|integriert|durchgeführt|gestartet|steht|liegt vor"
        r"|vorhanden",
        r"abgestimmt|erreicht|bezogen|gelauncht|released|im einsatz|aufgesetzt",
        # Whatever a sentence ends with that somebody did, but for the vague words of the kind.
        r"(?-i:(?!gesteigert|gestärkt|gesenkt|gefördert|gestiegen|gesunken|gewachsen)(?:zurück|ab|an|auf|aus"
        r"|ein|vor|um|zu|durch|mit|her|hin|weg|fest|frei|bereit|wert)?ge[a-zäöüß]{3,}(?:t|en))(?=\s*[.!]?$)",
        r"bereitgestellt|vorgestellt|erarbeitet|unterwegs|ersetzt|angebunden|digitalisiert|erteilt|beauftragt",
    ),
    "zh": parts(
        "上线|发布|签署|签订|签约|验收|交付|投产|上市|开业|获得|取得|获批|认证|拿到|中标|合并|入职|到岗|迁移|搭建",
        "建立|制定|编写|编制|建成|开发|形成|输出|推出|组建|成立|设立|引入|启用|投入使用|落地|拿下|搬迁|编制|可以|能够|可直接|可自|定稿|立项|出台|切换",
        "通过.{0,8}(?:审核|评审|考试|测试|审计|检查|备案)|(?:审核|评审|考试|测试|审批|备案)通过",
    ),
}
# Delivering something; after a vague word at the beginning it does not count.
DELIVER: Words = {
    "en": whole(
        "ship|launch|release|publish|deploy|merge|complete|finish|deliver|implement|introduce|install|pass|win|migrate",
        "document|close|open|create|build|write|add|remove|replace|deprecate|automate|integrate|enable|define|decide",
        "submit|set up|establish|hire|sign|get|obtain|land|graduate|port|convert|rewrite|refactor|move|fix|move|make",
        "go-?live|rollout|relaunch|mvp|beta|prototype|find|choose|design|develop|provide|test|onboard|train"
        "|reach|achieve|have",
    ),
    "de": whole(
        r"erstell\w+|einführ\w+|umsetz\w+|implementier\w+|abschließen|abschluss|fertigstell\w+|veröffentlich\w+"
        r"|aufbau\w*",
        r"entwickeln|entwicklung|etablier\w+|definier\w+|dokumentier\w+|ausrollen|migrier\w+|migration|ablös\w+"
        r"|gewinnen",
        r"eröffn\w+|gründ\w+|zertifizier\w+|einstellen|besetz\w+|anbind\w+|integrier\w+|integration|automatisier\w+",
        r"schulen|testen|erarbeit\w+|aufsetzen|starten|start|launchen|anschaff\w+|beschaff\w+|einricht\w+|erreichen",
        r"rollout|go-?live|launch|relaunch|release|bereitstell\w+|durchführ\w+|digitalisier\w+|abschaff\w+"
        r"|schaffen|vorbereit\w+|konzipier\w+|bauen|umzug",
    ),
    "zh": parts(
        "完成|实现|启动|实施|设计|招聘|关闭|替换|达成|确定|落实|举办|组织|开通|培养|试点|输送|引进|覆盖|打造|构建|梳理|沉淀"
    ),
}
# Feelings and qualities, which need a figure to be measured.
FELT: Words = {
    "en": re.compile(
        r"(?<!\w)(?:satisfaction|awareness|quality|engagement|efficiency|productivity|reputation|visibility|happiness"
        r"|communication|collaboration|revenue|growth|morale|retention|adoption|stability|reliability|usability"
        r"|loyalty)"
        r"(?=\s*[.!]?$|\s+(?:of|with|among|between)\b)",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"(?<!\w)(?:\w*(?:zufriedenheit|bekanntheit|qualität|effizienz|produktivität|sichtbarkeit|motivation"
        r"|kommunikation"
        r"|zusammenarbeit|wachstum|umsatz|bindung|transparenz|stabilität|stimmung|image|reichweite))"
        r"(?=\s*[.!]?$|\s+(?:der|des|von|mit|im|unter|zwischen|bei)\b)",
        re.IGNORECASE,
    ),
}
# What is done every week anyway.
ROUTINE: Words = {
    "en": whole(
        r"(?:weekly|daily|bi-?weekly|monthly|regular) (?:[\w-]+ ){0,2}"
        r"(?:meetings?|stand-?ups?|syncs?|calls?|reports?|check-?ins?|1:1s?|one-on-ones?)",
        r"(?:answer|reply to|respond to|read|process|handle) (?:\w+ ){0,2}(?:e-?mails?|mails?|inquiries"
        r"|enquiries|requests)",
        r"(?:meet|report|sync) (?:every week|every day|weekly|daily)",
        "keep(?:ing)? (?:on )?(?:doing|going|supporting|answering|working|maintaining|running)|business as usual",
        r"continue (?:to|doing|with|our|the|maintaining)|day-to-day|daily (?:business|work|operations?|tasks)"
        r"|as usual",
        r"attend (?:all |the |our )?(?:\w+ )?meetings?|maintain the (?!\w+ (?:at|above|below)\b).*"
        r"|ongoing maintenance",
    ),
    "de": whole(
        r"(?:wöchentlich|täglich|monatlich|regelmä(?:ß|ss)ig|14-tägig)(?:e[rnms]?)? (?:[\w-]+ ){0,3}?"
        r"[\w-]*(?:meetings?|termine?n?|jour fixe|besprechung(?:en)?|abstimmung(?:en)?|austausch|berichte?n?|reports?"
        r"|calls?|stand-?ups?|treffen|sitzung(?:en)?|dailys?|weeklys?|rücksprachen?)",
        r"(?:e-?)?mails? (?:\w+ ){0,2}(?:beantworten|bearbeiten)|(?:\w*anfragen"
        r"|tickets) (?:\w+ ){0,2}(?:beantworten|bearbeiten)",
        r"weiter wie bisher|wie bisher|wie gewohnt|tagesgeschäft|weiter machen|weitermachen|routineaufgaben",
        r"laufende[rn]? (?:\w+ )?(?:betreuung|pflege|wartung|bearbeitung|unterstützung|abstimmung)|aufrechterhaltung",
        r"an (?:\w+ )?\w*(?:meetings|terminen|besprechungen|sitzungen) teilnehmen"
        r"|teilnahme an (?:\w+ )?\w*(?:meetings|terminen|besprechungen|sitzungen)",
    ),
    "zh": parts(
        "例会|周会|日会|晨会|日常|例行|按时参加|按时提交|照常|一如既往|继续保持|每[天日周月](?:按时)?(?:开会|汇报|提交|参加|检查|回复|填写)",
        "(?:回复|处理)(?:客户)?(?:邮件)|维护现有|(?:系统|设备|网站|服务器|客户关系)(?:的)?维护(?!成本|费)|维护(?:好)?(?:系统|设备|网站|服务器|客户关系|老客户)",
    ),
}
STILL: Words = {
    "en": whole("still", "continuously"),
    "de": whole("weiterhin", "nach wie vor"),
    "zh": parts("继续|仍然"),
}
# Changing a routine is no routine.
CHANGES: Words = {
    "en": whole(
        r"introduc\w*|launch\w*|replac\w*|abolish\w*|automat\w*|establish\w*|set up|start\w*|cancel\w*|drop\w*"
        r"|stop\w*|new",
        r"from .* to|instead of|within|under|below|less than|rollout|down to|migrat\w*|eliminat\w*|ready|build|ship",
    ),
    "de": whole(
        r"einführ\w*|eingeführt|ersetz\w*|abschaff\w*|abgeschafft|automatisier\w*|etablier\w*|start\w*"
        r"|neue[rnms]?|digital\w*",
        r"von .* auf|statt|innerhalb|binnen|unter|weniger als|maximal|höchstens|entlast\w*|entfallen|aufgesetzt"
        r"|aufsetzen",
    ),
    "zh": parts(
        "引入|取代|取消|自动|建立|上线|推出|改为|代替|以内|之内|低于|不超过|降至|缩短|从.*到|减少|降低|提高|提升至|提升到|增长|节省"
    ),
}
# Activities, whose results would say more.
ACTIVITY: Words = {
    "en": re.compile(
        r"^(?:to |we )?(?:hold|run|conduct|organi[sz]e|attend|host|give|write|send|visit|meet with|talk (?:to"
        r"|with)|interview"
        r"|participate in|contact|call|post|do|create|prepare|train)\b(?=.*\b(?:workshops?|meetings?"
        r"|interviews?|posts?|articles?"
        r"|events?|webinars?|trainings?|sessions?|talks?|calls?|visits?|mails?|e-mails?|newsletters?|conferences?"
        r"|meetups?|demos?|surveys?|customers?|users?|teams|presentations?|blogs?|retros?|people|employees)\b)",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b\w*(?:workshops?|schulung(?:en)?|trainings?|gespräche?n?|interviews?|meetings?|termine?n?"
        r"|veranstaltung(?:en)?"
        r"|events?|messen?|besuche?|webinare?|artikel|beiträge|posts?|newsletter|vorträge|vortrag|umfragen?"
        r"|anrufe|kurse?"
        r"|sessions?|seminare?)\b.*\b(?:durch(?:zu)?führen|durchgeführt|führen|geführt|veranstalten"
        r"|veranstaltet|organisieren|organisiert"
        r"|abhalten|abgehalten|besuchen|besucht|schreiben|geschrieben|versenden|versendet|posten"
        r"|veröffentlichen|halten"
        r"|gehalten|teilnehmen|teilgenommen)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "组织(?!架构|结构|能力|文化|氛围|效率|凝聚)|举办|开展|召开|参加|拜访|走访|撰写|培训(?!体系|材料|中心|计划|平台|课程)"
    ),
}
# Activities in the plural, without a count.
UNCOUNTED: Words = {
    "en": re.compile(
        r"^(?:to |we )?(?:hold|conduct|organi[sz]e|attend|visit|meet with|talk (?:to|with)|interview"
        r"|participate in|contact|hire|recruit|do|assist)"
        r"\s+(?!an?\b|the\b|our\b)(?:[\w-]+\s+){0,2}[\w-]+s$"
        r"|^(?:to |we )?(?:(?:help|support|assist|continue|monitor|coordinate)(?:\s+[\w-]+){1,3}"
        r"|(?:be|become)\s+(?:more|better)(?:\s+[\w-]+){0,2}"
        r"|make\s+(?:[\w-]+\s+){1,3}(?:faster|easier|better|nicer|simpler|cleaner))$",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"^(?:\w+e\s)?\w*(?:workshops|schulungen|trainings|gespräche|interviews|meetings|termine"
        r"|veranstaltungen|events|besuche"
        r"|webinare|seminare)\s(?:mit\s(?:[\w-]+\s){1,3})?(?:durchführen|führen|veranstalten|organisieren|abhalten)$",
        re.IGNORECASE,
    ),
}
# Holding a level: a start that equals the target is then no mistake.
HOLD: Words = {
    "en": whole(
        r"hold|keep|maintain\w*|remain\w*|stay\w*|sustain\w*|at least|at most|no more than|not? exceed\w*|below"
        r"|under|above|zero|no"
    ),
    "de": whole(
        r"halten|gehalten|beibehalten|bleib\w*|stabil\w*|mindestens|höchstens|maximal|unter|über|nicht mehr als"
        r"|null|kein\w*|sicher\w*|konstant"
    ),
    "zh": parts("保持|维持|不低于|不超过|控制在|稳定|零|无"),
}
# Amounts that mean nothing without a unit.
AMOUNT: Words = {
    "en": whole(
        "revenue|turnover|costs?|budget|savings?|profit|margin|duration|latency|lead time|response time"
        "|load time|mrr|arr"
    ),
    "de": re.compile(
        r"(?<!\w)\w*(?:umsatz|umsätze|kosten|budget|einsparung(?:en)?|gewinn|ertrag|deckungsbeitrag|dauer"
        r"|reaktionszeit|ladezeit"
        r"|durchlaufzeit|lieferzeit|antwortzeit|bearbeitungszeit|auftragseingang)(?!\w)",
        re.IGNORECASE,
    ),
    "zh": parts("收入|成本|销售额|营收|利润|费用|时长|耗时|响应时间|预算"),
}
UNIT_SAID = re.compile(
    r"[%％€$£¥]|\b(?:eur|euro|usd|chf|gbp|t?eur|k|mio|mrd|dollars?|percent|prozent|ms|milliseconds?|seconds?"
    r"|sekunden?|min|minutes?"
    r"|minuten?|h|hours?|stunden?|std|days?|tage?n?|weeks?|wochen?|(?<!per )months?|(?<!pro )monate?n?|points?"
    r"|punkte?)\b"
    r"|\d(?:k|m|ms|s|h|d|min)\b|[万千亿]?元|[万亿]|秒|分钟|小时|天|周|月",
    re.IGNORECASE,
)
LEAST = re.compile(
    r"(?:at least|mindestens|min\.|>=|≥|not below|nicht unter|至少|不低于)\s*[€$]?\s*(-?\d+(?:[.,]\d+)?)", re.IGNORECASE
)
MOST = re.compile(
    r"(?:at most|höchstens|maximal|max\.|<=|≤|no more than|nicht über|不超过|至多)\s*[€$]?\s*(-?\d+(?:[.,]\d+)?)",
    re.IGNORECASE,
)
JOINT = re.compile(r"\s+(?:and|und|sowie|&)\s+|;\s*|，|；|、|并且|并|且")

GOALS_APART = re.compile(r"\s+(?:and|und|sowie)\s+|;\s*|，|；|、|并且")

# An objective that begins (English) or ends (German) with these is a task.
TASK: Words = {
    "en": re.compile(
        r"^(?:to |we )?(?:write|hold|organi[sz]e|update|upgrade|migrate|implement|fix|prepare|set up|attend"
        r"|install|refactor"
        r"|document|schedule|review|send|test)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:erstellen|durchführen|vorbereiten|organisieren|aktualisieren|schreiben|implementieren"
        r"|installieren|migrieren"
        r"|dokumentieren|testen|umsetzen)\s*[.!]?$",
        re.IGNORECASE,
    ),
    "zh": re.compile("^(?:参加|编写|撰写|整理|组织|召开|更新|提交|填写|安装)"),
}
PURPOSE = re.compile(r"\b(?:so that|in order to|to|for|damit|um|für|sodass)\b|以便|从而|让|为了|使", re.IGNORECASE)
# Others, who decide whether it comes true.
OTHERS: Words = {
    "en": whole(
        "market|government|regulators?|investors?|competitors?|press|community|customers?|other (?:teams"
        "|departments)|partners?"
    ),
    "de": whole(
        r"markt|politik|gesetzgeber|behörden?|investoren|wettbewerb\w*|presse|kunden|andere[rn]? (?:teams"
        r"|abteilungen)|partner\w*|lieferanten"
    ),
    "zh": parts("市场|政府|监管|投资|竞争对手|媒体|客户|合作伙伴|供应商"),
}
# Verbs with which a goal begins, for finding two goals in one sentence.
GOAL = re.compile(
    r"^(?:to |we )?(?:improve|enhance|optimi[sz]e|strengthen|increase|reduce|grow|launch|ship|release|build"
    r"|create|hire"
    r"|become|make|deliver|establish|introduce|implement|win|expand|attract|develop|define|migrate|open|enable)\b"
    r"|(?:verbessern|optimieren|steigern|erhöhen|senken|stärken|einführen|aufbauen|ausbauen|gewinnen|entwickeln"
    r"|werden"
    r"|etablieren|schaffen|umsetzen|einstellen|eröffnen|fördern|reduzieren)\s*[.!]?$"
    r"|^(?:提升|优化|加强|推进|完善|增强|打造|建立|降低|提高|扩大|实现|建设)",
    re.IGNORECASE,
)


def asks_for_a_figure(text: str) -> tuple[str, str] | None:
    """Return the word that says up or down, and its language; None where there is none.

    In English it has to be among the first three words, or in the past: "when the number of connections grows" is
    neither.
    """
    match = first(DIRECTION, text)
    if match is None or _REACHED.fullmatch(match[0]):
        return None
    word, tongue = match
    opening = " ".join(text.split()[:3])
    return match if tongue != "en" or word.endswith("ed") or word in opening else None
