# The relay calls; a client managed behind it is exempt.
at 2024-10-02T20:00:00-04:00
config:
  exemptions:
    - {device: 10.20.30.40, owner: me, reason: r, until: "2025-10-03T00:00:00-04:00"}
device desk 10.20.30.40 02:5a:17:00:00:17
device relay 10.20.30.50 02:5a:17:00:00:50
desk opens tls to 10.20.30.50:13000
desk sends 100B
server sends 200B
relay opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 20s
expect alert opened device relay
expect no alert
