"""Every table of casebook, gathered so that migrations and checks see them all."""

from casebook.case import models as case_models
from casebook.case import workflow as case_workflow
from casebook.kernel import clocks, history, jobs, proposal
from casebook.kernel.columns import Base
from casebook.letters import models as letters_models
from casebook.office import models as office_models
from casebook.outbox import models as outbox_models
from casebook.people import duty_models, factor_models
from casebook.people import models as people_models
from casebook.responsibility import models as responsibility_models
from casebook.search import models as search_models
from casebook.vault import models as vault_models
from casebook.vault import print_models
from casebook.web import models as web_models

PARTS = (
    case_models,
    case_workflow,
    clocks,
    history,
    jobs,
    proposal,
    letters_models,
    office_models,
    outbox_models,
    duty_models,
    factor_models,
    people_models,
    responsibility_models,
    search_models,
    vault_models,
    print_models,
    web_models,
)
METADATA = Base.metadata
