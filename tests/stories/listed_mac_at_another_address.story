# The list gives the address to one device and the MAC to another: whoever has the MAC is named, and the other is not accused.
at 2024-10-02T08:00:00Z
config:
  inventory:
    - {address: 10.20.30.40, name: desk-of-bob}
    - {mac: "02:5a:17:00:00:17", name: desk-of-anna, owner: Anna}
device anna 10.20.30.40 02:5a:17:00:00:17

anna arps
anna opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device anna device.name desk-of-anna device.id mac:02:5a:17:00:00:17
expect no alert
