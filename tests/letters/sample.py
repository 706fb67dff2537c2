"""Everything the deeds give their notices, by action: what stands in them is what the office would write."""

from typing import Any

REASON = "涉及线路改造，需要停电施工"
REVIEW = {
    "result": "upheld",
    "opinion": "经查阅原卷并到现场核实，原处理认定的事实清楚。\n申请人没有提出新的事实。",
    "basis": "信访工作条例 35",
    "remedy": "自收到本意见书之日起30日内，向安澄市人民政府申请复核",
}
ROUTE = {"route": "向城市管理部门反映", "body": "安澄市城市管理局", "telephone": "0000-5550166"}
ADDRESS = {"address": "安澄市和平路6号"}
LADDER = {"round": 2, "reason": "到期没有办结，也没有说明原因", "days_overdue": 3, "new_term": "2026-09-18"}
BACKLOG = {
    "reason": "改造资金列入下一年度计划",
    "plan": "纳入农网改造项目，先装设临时变压器",
    "owner": "望禾供电站站长",
    "promised_date": "2027-03-31",
}
OPINION = {
    "reply": "已经更换跌落式熔断器，当日二十一时恢复供电，并逐户回访。",
    "findings": (
        "九月一日十八时至二十一时，上棚村三组停电三小时。\n值班人员离岗，电话无人接听，有值班记录和通话清单为证。"
    ),
    "decision": "supported",
    "rule": "供电监管办法 14",
    "signer": "副主任 周某",
}
MAKES: dict[str, dict[str, Any]] = {
    "ask-more": {"items": ["停电当天的照片", "供电公司的缴费单"], "term": "2026-09-08"},
    "accept": {},
    "decline": {"reason": "属于行政处罚争议", "rule": "信访工作条例 31", **ROUTE, **ADDRESS},
    "decline-for": {"reason": "属于行政处罚争议", "rule": "信访工作条例 31", **ROUTE, **ADDRESS},
    "no-longer": {"earlier": ("TS26-00000042", "2026-05-06"), "reason": "事实和诉求与前次相同"},
    "transfer": {
        "receiving_body": "安澄市城市管理局",
        "telephone": "0000-5550166",
        **ADDRESS,
        "new_term": "2026-09-22",
    },
    "extend": {
        "reason": REASON,
        "old_due": "2026-09-08",
        "new_due": "2026-09-15",
        "approver": "望禾镇效能办主任",
        "progress": "已经完成勘查，材料正在采购",
    },
    "pass": {"reply": OPINION["reply"]},
    "close-directly": {"reply": OPINION["reply"]},
    "review-decide": {**REVIEW, "body": "安澄市效能办"},
    "review-decide-for": {**REVIEW, "body": "安澄市效能办"},
    "recheck-decide": {**REVIEW, "body": "安澄市人民政府信访事项复查复核委员会"},
    "recheck-decide-for": {**REVIEW, "body": "安澄市人民政府信访事项复查复核委员会"},
    "terminate": {"reason": "同一事项已经进入诉讼程序", "route": "向人民法院提起诉讼"},
    "merge": {},
    "withdraw": {},
    "withdraw-for": {},
    "hang": BACKLOG,
    "decide-backlog": BACKLOG,
    "uphold": {"reason": "办理符合规定，现场复核属实", "outside_member": {"body": "镇人大代表", "name": "田某"}},
    "remind": LADDER,
    "supervise": LADDER,
    "list": LADDER,
    "talk": LADDER,
    "order": {
        "finding": "九月一日值班室无人在岗，值班电话无人接听。\n停电原因和恢复时间没有公告。",
        "rule": "首问负责制；供电监管办法 14",
        "requirement": "恢复双人值班，公布停电信息。\n查明离岗的原因，提出防止再次发生的办法。",
        "deadline": "2026-09-24",
        "responsible": "望禾供电站站长",
    },
    "seal": {"reason": "反映内容涉及工作人员收受礼品"},
}
