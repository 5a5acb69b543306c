"""Writes a plan as Terraform for the azurerm provider, for any number of subscriptions.

Resources have the names that an ARM template of the same plan gives them. The provider takes
``multi_factor_auth_provider`` only to ask for MFA, and knows eligible authorizations from 4.0 on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from data.formats.identity import Names, Target, has_marketplace, names_of
from data.formats.outputs import Output, headline, role_comment
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HEAD = """\
# {headline}
# Sign in to the customer's tenant: one provider sees one tenant, and all subscriptions below are
# in it. The provider itself asks for one of them, as subscription_id or ARM_SUBSCRIPTION_ID.

terraform {{
  required_version = ">= 1.5"
  required_providers {{
    azurerm = {{
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }}
  }}
}}

provider "azurerm" {{
  features {{}}
}}

variable "subscription_ids" {{
  description = "The customer's subscriptions{what}."
  type        = set(string)

  validation {{
    condition     = length(var.subscription_ids) > 0
    error_message = "Name at least one subscription of the customer: else nothing is delegated."
  }}
}}
"""
_GROUPS = """
locals {{
  # The groups to delegate in each subscription, and the name of each one's assignment: once it was
  # deployed it is never another.
  groups = {names}
  assignments = {{
    for pair in setproduct(var.subscription_ids, keys(local.groups)) :
    "${{pair[0]}}/${{pair[1]}}" => {{ subscription_id = pair[0], group = pair[1] }}
  }}
}}
"""
_GROUP_ASSIGNMENT = """
resource "azurerm_lighthouse_assignment" "this" {
  for_each = local.assignments

  name                     = local.groups[each.value.group]
  scope                    = "/subscriptions/${each.value.subscription_id}/resourceGroups/${each.value.group}"
  lighthouse_definition_id = azurerm_lighthouse_definition.this[each.value.subscription_id].id
}
"""  # noqa: E501  # HCL breaks no text
_ASSIGNMENT = """
resource "azurerm_lighthouse_assignment" "this" {{
  for_each = var.subscription_ids

  name                     = {name}
  scope                    = "/subscriptions/${{each.value}}"
  lighthouse_definition_id = azurerm_lighthouse_definition.this[each.value].id
}}
"""


def terraform_files(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the configuration, and the values of its variables; neither names the other."""
    names = names_of(plan)
    what = ", in each of which the groups are" if target.groups else " to delegate"
    parts = [
        _HEAD.format(headline=headline(plan), what=what),
        _groups(target, names) if target.groups else "",
        "\n" + "\n".join(_definition(plan, target, names)) + "\n",
        _GROUP_ASSIGNMENT if target.groups else _ASSIGNMENT.format(name=_text(names.assignment())),
    ]
    values = _list("subscription_ids", plan.audience)
    return Output(".tf", "".join(parts)), Output(".auto.tfvars", values)


def _groups(target: Target, names: Names) -> str:
    rows = {each: names.assignment(each) for each in target.groups}
    lines = "".join(f"    {_text(group)} = {_text(name)}\n" for group, name in rows.items())
    return _GROUPS.format(names=f"{{\n{lines}  }}")


def _definition(plan: Plan, target: Target, names: Names) -> Iterator[str]:
    yield 'resource "azurerm_lighthouse_definition" "this" {'
    yield "  for_each = var.subscription_ids"
    yield ""
    yield from _fields(
        {
            "lighthouse_definition_id": names.definition,
            "name": plan.name,
            "description": plan.description,
            "managing_tenant_id": plan.managing_tenant_id,
        },
        "  ",
        also={"scope": '"/subscriptions/${each.value}"'},
    )
    for permanent in plan.authorizations:
        yield from _in_block("authorization", _permanent(permanent))
    for eligible in plan.eligible:
        yield from _in_block("eligible_authorization", _eligible(eligible))
    if has_marketplace(plan, target):
        block = {
            "name": plan.plan_id,
            "publisher": plan.publisher_id,
            "product": plan.offer_id,
            "version": plan.version,
        }
        yield from _in_block("plan", _fields(block, ""))
    yield "}"


def _permanent(entry: Authorization) -> Iterator[str]:
    yield from _fields(_holder(entry), "")
    if entry.delegated_role_ids:
        yield "delegated_role_definition_ids = ["
        for each in entry.delegated_role_ids:
            yield f"  {_text(each)},{_comment(each)}"
        yield "]"


def _eligible(entry: EligibleAuthorization) -> Iterator[str]:
    yield from _fields(_holder(entry), "")
    yield from _in_block("just_in_time_access_policy", _policy(entry), "")


def _policy(entry: EligibleAuthorization) -> Iterator[str]:
    fields = {"maximum_activation_duration": entry.max_duration}
    if entry.mfa != "None":
        fields["multi_factor_auth_provider"] = entry.mfa
    yield from _fields(fields, "")
    for each in entry.approvers:
        yield from _in_block("approver", _fields(_named(each), ""), "")


def _holder(entry: Authorization | EligibleAuthorization) -> dict[str, str]:
    found = _named(entry)
    return {"principal_id": found.pop("principal_id"), "role_definition_id": entry.role_id} | found


def _named(of: Authorization | EligibleAuthorization | Approver) -> dict[str, str]:
    found = {"principal_id": of.principal_id}
    return found | ({"principal_display_name": of.display_name} if of.display_name else {})


def _fields(
    fields: Mapping[str, str], indent: str, also: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Write texts, and expressions as they are, with the signs beneath one another."""
    written = {name: f"{_text(value)}{_comment(value)}" for name, value in fields.items()}
    written |= also or {}
    width = max(map(len, written))
    for name, value in written.items():
        yield f"{indent}{name:<{width}} = {value}"


def _in_block(name: str, lines: Iterable[str], indent: str = "  ") -> Iterator[str]:
    yield ""
    yield f"{indent}{name} {{"
    for each in lines:
        yield f"{indent}  {each}" if each else ""
    yield f"{indent}}}"


def _list(name: str, values: Iterable[str]) -> str:
    lines = "".join(f"  {_text(each)},\n" for each in values)
    return f"{name} = [\n{lines}]\n" if lines else f"{name} = []\n"


def _comment(value: str) -> str:
    name = role_comment(value)
    return f" # {name}" if name else ""


def _text(text: str) -> str:
    """Return a text as HCL writes it."""
    escaped = "".join(map(_escaped, text)).replace("${", "$${").replace("%{", "%%{")
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"
