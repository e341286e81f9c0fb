# The forwarder adds its client's MAC to what it asks (EDNS): the client is named although only the forwarder is seen.
at 2024-10-02T08:00:00Z
config:
  networks:
    forwarders: [10.20.30.53]
  inventory:
    - {mac: "02:5a:17:00:00:17", name: desk-17, owner: Anna}
device forwarder 10.20.30.53 02:5a:17:00:00:53

forwarder asks s07.upd.kaspersky.com of 9.9.9.9 client-mac 02:5a:17:00:00:17
9.9.9.9 answers 198.51.100.7
passes 11s
expect alert opened device.mac 02:5a:17:00:00:17 device.name desk-17 via 10.20.30.53 behind none evidence resolved
expect no device forwarder
