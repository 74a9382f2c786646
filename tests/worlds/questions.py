"""What clients ask: the home screen whole, for those who see everything and for everyone."""

_REASON = """
fragment Why on Reason {
  code message inIndonesian: message(lang: ID) inEnglish: message(lang: EN) value missing
  commitment { code title owner { name } }
  events(first: 5) { position type }
}
"""

_JUDGED = """
fragment Judged on CommitmentReadiness {
  commitment {
    id plainId code title kind role critical weight status auditStatus
    owner { code name } firstOwner { code } committedBy { code } area { code name }
    deadline { due plannedStart basis setBy { position } } firstDeadline { due }
    indicator { name target unit } claimedTotal verifiedTotal waivedTotal version
    obstacles(open: true) { code severity raisedBy { position } %s }
    dependencies { code title owner { name } }
  }
  light score claimed verified freshness planned reasons { ...Why }
}
"""

_READINESS = """
query Home($occasion: ID!, $asOf: AsOf, $rule: String) {
  readiness(occasion: $occasion, asOf: $asOf, rule: $rule) {
    id plainId
    occasion {
      id plainId code name day timeZone dataset ruleVersion areas { code name }
      region { id code name level parent { code } }
    }
    asOf { position knownAt effectiveAt logSize }
    ruleVersion light score verified ceiling coverage confidence daysLeft
    reasons { ...Why }
    areas {
      area { code name } light score verified ceiling coverage confidence weight commitmentCount
      topReason { ...Why }
    }
    commitments { ...Judged } overdue { ...Judged } blocked { ...Judged }
    claimedUnverified { ...Judged } unassessable { ...Judged }
    dueSoon { ...Judged } dueInTen: dueSoon(days: 10) { ...Judged }
    %s
  }
}
"""

_REGIONS = """
regions {
  region { id code name level } light topReason { ...Why }
  figures { commitment { code } unit target claimed verified light }
}
"""

_STEERING = """
openEscalations {
  id code level question to { name } commitment { code } raisedBy { position } answeredBy { type }
}
"""

_WAIVERS = """
text region { code } } waivers(open: false) { plainId remainder region { code } reason
  proposedBy { position } grantedBy { position }
"""

WHOLE_READINESS = _READINESS % (_REGIONS + _STEERING) + _JUDGED % _WAIVERS + _REASON
"""Every field of a readiness that the contract names, for a viewer who sees them all."""

OPEN_READINESS = _READINESS % "" + _JUDGED % "" + _REASON
"""Every field of a readiness that everyone may see."""

FIGURES = """
query Figures($occasion: ID!, $asOf: AsOf) {
  readiness(occasion: $occasion, asOf: $asOf) {
    verified score ceiling light coverage confidence asOf { position knownAt effectiveAt logSize }
  }
}
"""
"""The figures of the whole, and where the answer stands."""
