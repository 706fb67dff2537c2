"""All blueprints, in the order of the office's day."""

from flask import Blueprint


def all_of_them() -> list[Blueprint]:
    """Every blueprint of casebook."""
    from casebook.calendars.views import blueprint as calendars
    from casebook.desk.views import blueprint as desk
    from casebook.people.admin_views import blueprint as people_admin
    from casebook.people.views import blueprint as people
    from casebook.stages.assignment.views import blueprint as assignment
    from casebook.stages.callback.views import blueprint as callback
    from casebook.stages.handling.views import blueprint as handling
    from casebook.stages.intake.desk_views import blueprint as intake_desk
    from casebook.stages.intake.views import blueprint as intake
    from casebook.tracking.views import blueprint as tracking
    from casebook.vault.views import blueprint as vault
    from casebook.web.views import blueprint as web

    return [
        web,
        intake,
        intake_desk,
        tracking,
        desk,
        assignment,
        handling,
        callback,
        vault,
        people,
        people_admin,
        calendars,
    ]
