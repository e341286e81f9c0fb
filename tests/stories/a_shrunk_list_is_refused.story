# A watchlist arrives with most of it missing: the reload is refused, and what was loaded keeps working until somebody insists.
at 2026-05-01T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-01"
  entries:
    - exact: fw1.acme.example
      service: update
      confidence: documented
    - exact: fw2.acme.example
      service: update
      confidence: documented
    - exact: fw3.acme.example
      service: update
      confidence: documented
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - id: updates
      title: Updates
      from: "2026-01-01T00:00:00Z"
      services: [update]
config:
  determinations: [acme-order]
device pump 10.20.30.70 02:5a:17:00:00:70
device mixer 10.20.30.71 02:5a:17:00:00:71
device resolver 10.20.30.1 02:5a:17:00:00:01

pump asks fw1.acme.example of resolver
resolver answers nxdomain
passes 11s
expect alert opened device pump service update
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-02"
  entries:
    - exact: fw3.acme.example
      service: update
      confidence: documented
reload-fails
reload-said "acme would shrink from 3 to 1 entries"
mixer asks fw2.acme.example of resolver
resolver answers nxdomain
passes 11s
expect alert opened device mixer service update
reload --force
reload-said "watchlists: acme -2 entries"
