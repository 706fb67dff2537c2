"""Lawful moves of calling back beyond those every life takes."""

from casebook.case.actions import Action as A
from casebook.case.taxonomy import Rating, Solved
from casebook.kernel.transition import perform
from casebook.stages.callback import sampling, upholding
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.callback.upholding import Member
from tests.lives import Move

BORNE_OUT = Heard(Solved.YES, Rating.SATISFIED)
CONTRADICTED = Heard(Solved.NO, Rating.DISSATISFIED)
WHY = "办理结果符合规定，反映人的要求没有依据。"
MEMBER = Member("单可信", "镇人大代表", "评议书3号")

MOVES: dict[A, Move] = {
    A.END_UNREACHED: lambda one, a, n: callback.end_unreached(one.session, one.file, a, n),
    A.UPHOLD_ASK: lambda one, a, n: upholding.propose(one.session, one.file, a, n, WHY, MEMBER.name, MEMBER.body),
    A.UPHOLD: lambda one, a, n: upholding.uphold(one.session, one.file, a, n, WHY, MEMBER),
    A.UPHOLD_REFUSE: lambda one, a, n: upholding.refuse(one.session, one.file, a, n, "还没有问过反映人。", MEMBER),
    A.DRAW: lambda one, a, n: perform(one.file, A.DRAW, a, n, {}),
    A.SAMPLE: lambda one, a, n: sampling.sample(one.session, one.file, a, n, BORNE_OUT),
    A.SAMPLE_CONTRADICTED: lambda one, a, n: sampling.sample_contradicted(one.session, one.file, a, n, CONTRADICTED),
}
