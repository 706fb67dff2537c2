"""All blueprints, in the order of the office's day."""

from flask import Blueprint


def all_of_them() -> list[Blueprint]:
    """Every blueprint of casebook."""
    from casebook.calendars.views import blueprint as calendars
    from casebook.counter.views import blueprint as counter
    from casebook.desk.views import blueprint as desk
    from casebook.figures.monday_views import blueprint as monday
    from casebook.figures.views import blueprint as figures
    from casebook.ledgers.views import blueprint as ledgers
    from casebook.letters.views import blueprint as letters
    from casebook.office.views import blueprint as office
    from casebook.people.admin_views import blueprint as people_admin
    from casebook.people.views import blueprint as people
    from casebook.search.views import blueprint as search
    from casebook.stages.intake.desk_views import blueprint as intake_desk
    from casebook.stages.intake.views import blueprint as intake
    from casebook.tracking.views import blueprint as tracking
    from casebook.vault.emergency_views import blueprint as emergency
    from casebook.vault.openings_views import blueprint as openings
    from casebook.vault.views import blueprint as vault
    from casebook.web.views import blueprint as web

    at_the_door = [web, intake, intake_desk, counter, tracking, desk, search]
    people_and_office = [people, people_admin, office, calendars]
    return [*at_the_door, *_stages(), letters, vault, emergency, openings, ledgers, figures, monday, *people_and_office]


def _stages() -> list[Blueprint]:
    from casebook.stages.assignment.views import blueprint as assignment
    from casebook.stages.backlog.views import blueprint as backlog
    from casebook.stages.callback.views import blueprint as callback
    from casebook.stages.cohandling.views import blueprint as cohandling
    from casebook.stages.declining.views import blueprint as declining
    from casebook.stages.extension.views import blueprint as extension
    from casebook.stages.handling.views import blueprint as handling
    from casebook.stages.merging.views import blueprint as merging
    from casebook.stages.reopening.views import blueprint as reopening
    from casebook.stages.returning.views import blueprint as returning
    from casebook.stages.review.views import blueprint as review
    from casebook.stages.sealing.views import blueprint as sealing
    from casebook.stages.supervision.views import blueprint as supervision
    from casebook.stages.supplement.views import blueprint as supplement

    return [
        assignment,
        handling,
        callback,
        supplement,
        declining,
        reopening,
        returning,
        merging,
        sealing,
        extension,
        cohandling,
        backlog,
        review,
        supervision,
    ]
