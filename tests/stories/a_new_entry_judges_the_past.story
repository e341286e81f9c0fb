# A host of the vendor's that nobody knew is classified weeks later: who spoke to it is told at the reload, with the times of then.
at 2025-03-03T08:00:00-05:00
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2025-03-01"
  domains_of_interest: [acme.example]
  entries:
    - exact: www.acme.example
      service: information
      confidence: documented
    - exact: fw1.acme.example
      service: update
      confidence: documented
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - id: updates
      title: Updates
      from: "2025-03-01T00:00:00-05:00"
      services: [update]
  exempt: [information]
config:
  determinations: [acme-order]
device printer 10.20.30.60 02:5a:17:00:00:60
device resolver 10.20.30.1 02:5a:17:00:00:01

printer asks newhost.acme.example of resolver
resolver answers 198.51.100.30
printer opens tls to 198.51.100.30 name newhost.acme.example
server sends 20KiB
passes 11s
expect alert unclassified device printer name newhost.acme.example
ignore continuing
ignore quiet
ignore sensor
ignore heartbeat
at 2025-03-24T10:00:00-05:00
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2025-03-24"
  domains_of_interest: [acme.example]
  entries:
    - exact: www.acme.example
      service: information
      confidence: documented
    - exact: fw1.acme.example
      service: update
      confidence: documented
    - exact: newhost.acme.example
      service: update
      confidence: observed
reload
expect 1 alerts opened device printer service update retroactive true evidence transferred count 1 first 2025-03-03T13:00:00Z message~ "before the rule or list was loaded"
reload
restart
passes 1min
expect no alert opened
