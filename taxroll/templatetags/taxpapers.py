"""Names of what became of a paper."""

from django import template

from taxroll.models import DeliveryState

register = template.Library()


@register.filter
def delivery_name(state: str) -> str:
    return str(DeliveryState(state).label)
