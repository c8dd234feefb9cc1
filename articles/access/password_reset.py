"""A forgotten password: a link by mail to who has an account with that address.

The mail is a job of the worker, and names the archive's own address. So a page that is asked for a link
answers alike, and as fast, whether the address has an account or not; and no request says where the link
leads.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.forms import PasswordResetForm
from django.utils.translation import override
from django_tasks import task

from articles.access.own_address import own_address


@task()
def send_reset_mail(email: str, language: str) -> None:
    """Send the link to every active account with this address that has a password."""
    form = PasswordResetForm({"email": email})
    if not form.is_valid():
        return
    site = urlsplit(own_address())
    with override(language):
        form.save(
            domain_override=site.netloc,
            use_https=site.scheme == "https",
            subject_template_name="account/password_reset_subject.txt",
            email_template_name="account/password_reset_email.txt",
        )
