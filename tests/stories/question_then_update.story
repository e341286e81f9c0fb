# A device asks for an update server, is answered, connects, and fetches: one alert says how far it went.
# covers: us-icts-2021-002/updates fires
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17 vlan 30
device resolver 10.20.30.1 02:5a:17:00:00:01 vlan 30

desk arps
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
expect no alert

# The settling time is over: evidence that rose within it is in one alert.
passes 11s
expect alert opened device desk service update evidence transferred severity err vendor kaspersky blocked none count 1 name s07.upd.kaspersky.com server.ip 198.51.100.7 server.port 443 bytes_down >=32KiB device.mac 02:5a:17:00:00:17 device.identity mac device.vlan 30 behind none cutoff 2024-09-29T00:00:00-04:00
expect device desk service update prohibited true state calling before.count 0 after.count 1
