"""What keeps strangers out, checked twice: as it is, where each check passes, and without it, where it must fail.

To add one: write ``check(desk)`` as a plain function in a module of ``checks/``, which builds the product with
`Desk.client` and asserts what a stranger, a viewer or an editor gets; and ``Protection(name, check, take_out)`` in that
module's ``PROTECTIONS``, where ``take_out(monkeypatch)`` puts something harmless in the place of the one function,
class or constant that protects, where the product looks it up, before the product is built; `test_protections` does the
rest. A check fails by `AssertionError` alone, and says with `works` what must be had in any case, so that a take-out
which breaks the product is not taken for a proof.
"""
