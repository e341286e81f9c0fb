# The device tells the proxy where to go and the proxy goes there: the device is named, with the proxy as the way.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device proxy 10.20.30.8 02:5a:17:00:00:08
device resolver 10.20.30.1 02:5a:17:00:00:01

desk opens proxy to 10.20.30.8 name s07.upd.kaspersky.com as inner
proxy asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
proxy opens tls to 198.51.100.7 name s07.upd.kaspersky.com as outer
server sends hello on outer
proxy sends 40KiB on inner
passes 11s
expect alert opened device desk via 10.20.30.8 behind none count 1
expect no device proxy
