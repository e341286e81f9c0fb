# The list is read again at a reload: what was known without an owner has one from then on.
at 2024-10-02T08:00:00Z
config:
  inventory: inventory.csv
file inventory.csv:
  address,name
  10.20.30.99,somebody else
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk device.identity address device.name none
expect device desk device.owner none
file inventory.csv:
  address,name,owner
  10.20.30.40,desk-17,Anna
reload
expect device desk device.owner Anna device.name desk-17 device.identity inventory
