"""Addresses of mail, below /desk/mail/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.channels.email.views import (
    cleanup,
    entries,
    hooks,
    inside,
    kinds,
    log,
    mailboxes,
    outgoing,
    overview,
    quarantine,
    senders,
    sign_in,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "channels_email"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.health, name="health"),
    path("outgoing/<int:mail_id>/", outgoing.sent_mail, name="sent_mail"),
    path("outgoing/<int:mail_id>/resend/", outgoing.again, name="resend"),
    path("suppressed/", outgoing.suppressed, name="suppressed"),
    path("suppressed/<int:suppression_id>/release/", outgoing.lift, name="lift"),
    path("senders/", senders.senders, name="senders"),
    path("senders/<int:team_id>/", senders.sender, name="sender"),
    path("outgoing/<int:mail_id>/again/", overview.send_again, name="send_again"),
    path("outgoing/again/", overview.send_all_again, name="send_all_again"),
    path("mailboxes/new/", mailboxes.choose, name="choose"),
    path("mailboxes/new/<slug:code>/", mailboxes.new, name="new"),
    path("mailboxes/try/", mailboxes.try_new, name="try_new"),
    path("mailboxes/<int:mailbox_id>/", mailboxes.edit, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/try/", mailboxes.try_stored, name="try"),
    path("mailboxes/<int:mailbox_id>/sign-in/", sign_in.sign_in, name="sign_in"),
    path("mailboxes/<int:mailbox_id>/sign-in/ask/", sign_in.ask, name="ask"),
    path("consent/", sign_in.answer, name="consent"),
    path("log/", log.log, name="log"),
    path("log/of/<int:message_id>/", log.of_message, name="of_message"),
    path("log/<int:log_id>/", log.mail, name="mail"),
    path("log/<int:log_id>/retry/", log.retry, name="retry"),
    path("log/<int:log_id>/put-aside/", log.put_aside, name="put_aside"),
    path("inside/<str:public_id>/", inside.letter, name="inside"),
    path("inside/<str:public_id>/<str:place>/", inside.letter, name="inner_letter"),
    path("inside/<str:public_id>/<str:place>/file/", inside.inner_file, name="inner_file"),
    path("providers/", hooks.providers, name="providers"),
    path("providers/<slug:code>/secret/", hooks.secret, name="hook_secret"),
    path("look/", log.look, name="look"),
    path("look/retry/", log.retry_all, name="retry_all"),
    path("held/", quarantine.shelf, name="held"),
    path("held/shelf/<slug:name>/", quarantine.shelf, name="held_shelf"),
    path("held/act/", quarantine.act_on_some, name="held_act"),
    path("held/<int:log_id>/", quarantine.mail, name="held_mail"),
    path("held/<int:log_id>/release/", quarantine.release, name="release"),
    path("held/<int:log_id>/delete/", quarantine.discard, name="discard"),
    path("held/<int:log_id>/put-back/", quarantine.put_back, name="put_back"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("clean-up/", cleanup.search, name="clean_up"),
    path("clean-up/<int:run_id>/", cleanup.run, name="clean_up_run"),
    path("clean-up/<int:run_id>/undo/", cleanup.undo, name="clean_up_undo"),
    path("lists/", entries.entries, name="lists"),
    path("lists/<slug:verdict>/", entries.entries, name="entries"),
    path("lists/<slug:verdict>/new/", entries.new, name="entry_new"),
    path("lists/entry/<int:entry_id>/", entries.change, name="entry"),
    path("lists/entry/<int:entry_id>/remove/", entries.remove, name="entry_remove"),
    path("lists/entry/<int:entry_id>/restore/", entries.restore, name="entry_restore"),
    path("block/<int:message_id>/", entries.block_sender, name="block_sender"),
]
