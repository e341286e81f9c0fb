# Two rules told apart (two ids): both ids must be told quiet and returned.
at 2024-10-02T08:00:00-04:00
config:
  rules:
    - name: day
      determination: us-icts-2021-002
      windows:
        - {from: "08:00", to: "18:00", zone: America/New_York}
    - name: always
      determination: us-icts-2021-002
      minimum: transferred
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect 1 alerts opened rule day
passes 1h
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect 1 alerts escalated rule day
expect 1 alerts opened rule always
ignore continuing
passes 2d
desk arps
passes 2d
desk arps
passes 2d
desk arps
passes 18h
desk arps
passes 7h
expect 1 alerts quiet rule day
expect 1 alerts quiet rule always
