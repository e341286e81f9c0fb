# A forwarder is asked at one card and asks from another with an address and a MAC of its own; both are configured: the device is named once.
at 2024-10-02T08:00:00Z
config:
  networks:
    forwarders: [10.20.30.1, 192.0.2.50]
device desk 10.20.30.40 02:5a:17:00:00:17
device inside 10.20.30.1 02:5a:17:00:00:01
device outside 192.0.2.50 02:5a:17:00:00:02

inside arps
outside arps
desk asks s07.upd.kaspersky.com of inside
outside asks s07.upd.kaspersky.com of 9.9.9.9
outside asks s07.upd.kaspersky.com of 149.112.112.112
149.112.112.112 answers 198.51.100.7
9.9.9.9 answers 198.51.100.7
inside answers 198.51.100.7
passes 11s
expect alert opened device desk via 192.0.2.50 behind none count 1 evidence resolved
expect no device outside
expect no device inside
