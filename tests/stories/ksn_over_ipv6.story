# A laptop on IPv6 alone reports to the vendor's security network: its MAC is proved by neighbour discovery.
# covers: us-icts-2021-002/ksn fires
at 2025-01-15T09:12:00-05:00
device laptop fd00:20::40 02:5a:17:00:00:40
device resolver fd00:20::53 02:5a:17:00:00:53

laptop arps
laptop asks ksn-file-geo.kaspersky-labs.com of resolver type AAAA
resolver answers 2001:db8:77::15 ttl 600
laptop opens tls to 2001:db8:77::15 name ksn-file-geo.kaspersky-labs.com hybrid
server sends 12KiB
passes 11s
expect alert opened device laptop service telemetry evidence transferred severity err device.mac 02:5a:17:00:00:40 device.identity mac server.ip 2001:db8:77::15 determination us-icts-2021-002 cutoff 2024-09-29T00:00:00-04:00
