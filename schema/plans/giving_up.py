"""How a plan says that graphql-core must answer instead: it has all errors, paths and nulls."""


class Unplannable(Exception):
    """An operation of which no plan can be made."""


class Abandoned(Exception):
    """A run that met something of which a plan does not know how it is answered."""
