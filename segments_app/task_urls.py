"""Addresses of tasks; segment_urls takes them in."""

from django.urls import URLPattern, path

from segments_app.views import calendars, task_assign, task_bulk, task_deeds, tasks

TASK = "tasks/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/bulk/", task_bulk.task_bulk, name="task_bulk"),
    path("tasks/assign/", task_assign.task_assign, name="task_assign"),
    path("tasks/calendar/", calendars.calendar_address, name="calendar_address"),
    path("tasks/calendar/renew/", calendars.calendar_renew, name="calendar_renew"),
    path("tasks/calendar/off/", calendars.calendar_switch_off, name="calendar_switch_off"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path(f"{TASK}calendar/", calendars.task_calendar, name="task_calendar"),
    path(f"{TASK}invite/", calendars.task_invite, name="task_invite"),
    path(
        "interactions/<int:pk>/calendar/",
        calendars.interaction_calendar,
        name="interaction_calendar",
    ),
    path(TASK, tasks.task_detail, name="task_detail"),
    path(f"{TASK}edit/", tasks.task_edit, name="task_edit"),
    path(f"{TASK}complete/", task_deeds.task_complete, name="task_complete"),
    path(f"{TASK}cancel/", task_deeds.task_cancel, name="task_cancel"),
    path(f"{TASK}reopen/", task_deeds.task_reopen, name="task_reopen"),
    path(f"{TASK}delete/", task_deeds.task_delete, name="task_delete"),
    path(f"{TASK}comments/new/", task_deeds.task_comment_new, name="task_comment_new"),
    path(
        f"{TASK}comments/<int:comment_pk>/delete/",
        task_deeds.task_comment_delete,
        name="task_comment_delete",
    ),
]
