# A download that began in the hours and goes on after them counts; one that began outside does not, though it lasts into the hours.
at 2024-10-02T17:59:50-04:00
config:
  rules:
    - name: day
      determination: us-icts-2021-002
      windows: [{from: "08:00", to: "18:00", zone: America/New_York}]
device desk 10.20.30.40 02:5a:17:00:00:17
device tab 10.20.30.41 02:5a:17:00:00:18
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 20s
server sends 40KiB
passes 20s
expect alert opened device desk evidence contacted
expect alert escalated device desk evidence transferred
at 2024-10-03T07:59:50-04:00
tab opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 20s
server sends 40KiB
passes 20s
expect no alert
