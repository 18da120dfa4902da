"""Messages to people outside, for who runs the installation; included under `messages/`."""

from django.urls import path

from casework.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.messages_page, name="messages"),
    path("next/", views.next_steps, name="next"),
    path("again/", views.all_again, name="all_again"),
    path("<int:message_id>/again/", views.again, name="again"),
]
