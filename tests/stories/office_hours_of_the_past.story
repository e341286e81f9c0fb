# A rule with hours is made late: of the past it judges the contacts whose time is known, and only those within its hours.
at 2024-10-02T03:00:00-04:00
config:
  determinations: [ca-gov-mobile-2023]
  rules:
    - name: telemetry-only
      determination: ca-gov-mobile-2023
      services: [telemetry]
device night 10.20.30.40 02:5a:17:00:00:17
device day 10.20.30.41 02:5a:17:00:00:18

night opens tls to 198.51.100.7 name s07.upd.kaspersky.com
at 2024-10-02T09:00:00-04:00
day opens tls to 198.51.100.7 name s07.upd.kaspersky.com
at 2024-10-02T20:00:00-04:00
day opens tls to 198.51.100.7 name s07.upd.kaspersky.com
night opens tls to 198.51.100.7 name s07.upd.kaspersky.com
at 2024-10-09T08:00:00-04:00
reload:
  determinations: [us-icts-2021-002]
  rules:
    - name: office-hours
      determination: us-icts-2021-002
      windows: [{from: "08:00", to: "18:00", zone: America/New_York}]
expect 1 alerts opened device day rule office-hours retroactive true count 1
expect no alert
