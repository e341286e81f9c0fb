# The inventory gives the address to the MAC. It is answered, and connects without a name: contacted.
at 2024-10-02T08:00:00Z
config:
  inventory: inventory.csv
file inventory.csv:
  mac,address,name,owner,tags
  02:5a:17:00:00:17,10.20.30.40,desk-17,finance,
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tcp to 198.51.100.7:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect alert opened device.mac 02:5a:17:00:00:17 evidence transferred
expect no alert
