"""The notices to whoever wrote in, in the order in which a case can meet them. Official letters are Chinese only."""

from casebook.letters.kind import NoticeKind, Shape, of_case, of_event, typed
from casebook.letters.models import To

MATTER = of_case("received", "channel", "matter")
CONTACT = of_case("office", "telephone")
OPENING = "您于%(received)s通过%(channel)s反映的“%(matter)s”事项，"
ASK = "对办理情况有疑问的，可以拨打%(telephone)s询问，也可以在查询页面留言。"
# Who decided what on which facts, and who signed it: a petition's answer is void without (信访工作条例 32).
OPINION = typed("findings", "decision", "rule", "signer")
ROUTE_BODY = of_event("route", "body", "telephone", "address")

ROWS = (
    NoticeKind(
        kind="more",
        title="补充材料通知",
        word="补",
        to=To.CITIZEN,
        actions=("ask-more",),
        source="行政许可法 32（参照）",
        needs=MATTER
        + CONTACT
        + of_case("office_place")
        + of_event("items", shape=Shape.ITEMS)
        + of_event("term", shape=Shape.DAY),
        paragraphs=(
            OPENING + "本办已经登记。为了核实情况，请您补充下列材料：",
            "%(items)s",
            "请于%(term)s前一次补齐，可以在查询页面提交，也可以送到或者寄到%(office_place)s。",
            "到期没有补充的，本办按现有情况决定是否受理。",
            "要求补充材料只通知这一次。等待补充期间，本办决定是否受理的工作日期限暂停计算，法定期限照常计算。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="accept",
        title="受理告知书",
        word="受",
        to=To.CITIZEN,
        actions=("accept",),
        source="信访工作条例 23",
        needs=MATTER + CONTACT + of_case("procedure", "term", "due", "track"),
        may=of_case("law_due"),
        paragraphs=(
            OPENING + "经审查，属于本办受理范围，现决定予以受理，并将有关事项告知如下：",
            "# 受理事项",
            "%(matter)s。",
            "# 承办单位和联系方式",
            "由%(office)s派单审核员负责，联系电话%(telephone)s。具体承办的单位确定后，在查询页面告知。",
            "# 办理程序和期限",
            "按%(procedure)s办理，期限自收到时起计算，为%(term)s，%(due)s前答复您。确需延长的，在期限届满前将理由告知您。",
            "最长不超过受理之日起60日，即%(law_due)s。",
            "# 查询办法",
            "打开%(track)s，输入编号和查询码，可以随时查询办理进度、留言和补充材料。",
            "# 您的权利",
            "未经您同意，本办不向被反映的单位和个人透露您的身份和联系方式。"
            "您认为承办人员与本事项或者与您有直接利害关系的，可以申请回避。",
        ),
    ),
    NoticeKind(
        kind="decline",
        title="不予受理告知书",
        word="不受",
        to=To.CITIZEN,
        actions=("decline", "decline-for"),
        source="信访工作条例 23；北京市接诉即办工作条例 11",
        needs=MATTER + of_case("city") + of_event("reason", "rule") + ROUTE_BODY,
        paragraphs=(
            OPENING + "经审查，决定不予受理。",
            "# 理由和依据",
            "%(reason)s。依据：%(rule)s。",
            "# 您可以通过下列途径反映",
            "%(route)s。主管单位：%(body)s，电话：%(telephone)s，地址：%(address)s。",
            "# 对本决定的异议",
            "不同意这个决定的，可以在查询页面请%(city)s核查。",
        ),
    ),
    NoticeKind(
        kind="no_longer",
        title="不再受理告知书",
        word="不再受",
        to=To.CITIZEN,
        actions=("no-longer",),
        source="信访工作条例 36",
        needs=MATTER + CONTACT + of_event("earlier", shape=Shape.DECISION) + of_event("reason"),
        paragraphs=(
            OPENING + "此前已经办理并答复，见%(earlier)s。",
            "经核对，本次反映的是同一事项，理由如下：%(reason)s。",
            "没有新的事实和理由，决定不再受理。有新的事实的，请在查询页面补充，本办核实后重新办理。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="transfer",
        title="转送告知书",
        word="转",
        to=To.CITIZEN,
        actions=("transfer",),
        source="信访工作条例 23",
        needs=MATTER
        + of_case("today")
        + of_event("receiving_body", "telephone", "address")
        + of_event("new_term", shape=Shape.DAY),
        paragraphs=(
            OPENING + "经审查，由%(receiving_body)s主管，本办已于%(today)s转送该单位办理。",
            "对方联系电话：%(telephone)s，地址：%(address)s。该单位的办理期限到%(new_term)s为止，请向该单位查询结果。",
            "对方一直没有联系您的，请在查询页面告诉本办。",
        ),
    ),
    NoticeKind(
        kind="extend",
        title="延期告知书",
        word="延",
        to=To.CITIZEN,
        actions=("extend",),
        source="信访工作条例 34；北京市接诉即办工作条例 15",
        needs=MATTER
        + CONTACT
        + of_case("today")
        + of_event("reason", "approver", "progress")
        + of_event("old_due", "new_due", shape=Shape.DAY),
        paragraphs=(
            OPENING + "原定于%(old_due)s前答复，现延长到%(new_due)s前答复。",
            "延长的原因：%(reason)s。",
            "目前的进展：%(progress)s。",
            "本次延期由%(approver)s于%(today)s批准，只能延长一次。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="answer",
        title="答复意见书",
        petition_title="信访事项处理意见书",
        word="复",
        to=To.CITIZEN,
        actions=("pass", "close-directly"),
        source="信访工作条例 32、35；上海市信访条例 38",
        needs=MATTER + CONTACT + of_case("remedy") + typed("reply"),
        may=of_case("unit", "city_of_petition") + OPINION,
        petition=of_case("city") + OPINION,
        copied_to="%(city_of_petition)s",
        paragraphs=(
            OPENING + "已经办理，现答复如下：",
            "# 反映的事项",
            "%(matter)s。",
            "# 查明的事实",
            "承办单位：%(unit)s。",
            "%(findings)s",
            "# 办理结果",
            "%(reply)s",
            "# 处理意见和依据",
            "处理意见：%(decision)s。依据：%(rule)s。",
            "# 救济途径",
            "不同意本答复的，可以%(remedy)s。",
            "签发人：%(signer)s。",
        ),
    ),
    NoticeKind(
        kind="review",
        title="复查意见书",
        word="复查",
        to=To.CITIZEN,
        actions=("review-decide", "review-decide-for"),
        source="信访工作条例 35；上海市信访条例 39、40",
        needs=of_case("received", "matter", "office") + of_event("result", "opinion", "basis", "body", "remedy"),
        organ="body",
        paragraphs=(
            "您对%(office)s就“%(matter)s”事项（%(received)s收到）作出的处理意见不服，申请复查。现提出复查意见如下：",
            "# 申请人和原办理机关",
            "申请人：反映人（您本人）。原办理机关：%(office)s。",
            "# 复查查明的事实和意见",
            "%(opinion)s",
            "# 复查结论和依据",
            "结论：%(result)s。依据：%(basis)s。",
            "# 救济途径",
            "%(remedy)s。",
        ),
    ),
    NoticeKind(
        kind="recheck",
        title="复核意见书",
        word="复核",
        to=To.CITIZEN,
        actions=("recheck-decide", "recheck-decide-for"),
        source="信访工作条例 36；上海市信访条例 40",
        needs=of_case("received", "matter", "office") + of_event("result", "opinion", "basis", "body"),
        organ="body",
        paragraphs=(
            "您对“%(matter)s”事项（%(received)s收到）的复查意见不服，申请复核。现提出复核意见如下：",
            "# 申请人和原办理机关",
            "申请人：反映人（您本人）。原办理机关：%(office)s。",
            "# 复核查明的事实和意见",
            "%(opinion)s",
            "# 复核结论和依据",
            "结论：%(result)s。依据：%(basis)s。",
            "# 说明",
            "本意见为最终意见。以同一事实和理由再反映的，不再受理；有新的事实的，可以重新反映。",
        ),
    ),
    NoticeKind(
        kind="terminate",
        title="终止办理告知书",
        word="终",
        to=To.CITIZEN,
        actions=("terminate",),
        source="潍坊市12345政务服务便民热线条例 21；市场监督管理投诉举报处理暂行办法 21",
        needs=MATTER + CONTACT + of_event("reason", "route"),
        paragraphs=(
            OPENING + "办理中发现：%(reason)s，不能继续办理，决定终止办理。",
            "您可以通过下列途径解决：%(route)s。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="merge",
        title="合并办理告知书",
        word="合",
        to=To.CITIZEN,
        actions=("merge",),
        source="本办规定",
        needs=MATTER + CONTACT,
        paragraphs=(
            OPENING + "与另一件反映的是同一件事，决定合并办理。",
            "您的编号和查询码照常使用，办理进度和答复在原查询页面告知。您的信息不向另一反映人透露。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="withdraw",
        title="撤回确认书",
        word="撤",
        to=To.CITIZEN,
        actions=("withdraw", "withdraw-for"),
        source="本办规定",
        needs=MATTER + CONTACT + of_case("today"),
        paragraphs=(
            OPENING + "您已于%(today)s撤回，本办予以确认，不再继续办理。",
            "其中涉及公共利益的问题，本办仍依职权核实。",
            "撤回不是您本人意愿的，或者有人要求您撤回的，请马上拨打%(telephone)s，或者在查询页面告诉本办。",
        ),
    ),
    NoticeKind(
        kind="backlog",
        title="挂账告知书",
        word="挂",
        to=To.CITIZEN,
        actions=("hang", "decide-backlog"),
        source="济南市12345市民服务热线条例 24",
        needs=MATTER + CONTACT + of_event("reason", "plan", "owner") + of_event("promised_date", shape=Shape.DAY),
        paragraphs=(
            OPENING + "因客观原因现在办不了，已登记在账（挂账），不销号、不搁置。",
            "现在办不了的原因：%(reason)s。",
            "解决计划：%(plan)s。",
            "责任人：%(owner)s。计划于%(promised_date)s前解决。",
            "解决之前，至少每30天在查询页面说明一次进展。",
            ASK,
        ),
    ),
    NoticeKind(
        kind="uphold",
        title="维持办理结果告知书",
        word="维",
        to=To.CITIZEN,
        actions=("uphold",),
        source="济南市12345市民服务热线条例 27",
        needs=MATTER + CONTACT + of_case("remedy") + of_event("reason", "outside_member"),
        paragraphs=(
            OPENING + "您对办理结果不满意。经本办复核，并由%(outside_member)s参加评议，维持办理结果。",
            "理由：%(reason)s。",
            "不同意的，可以%(remedy)s。",
            ASK,
        ),
    ),
)
