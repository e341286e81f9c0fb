# The operator's spreadsheet says who has the device: alerts call it what people call it, not what it calls itself.
at 2024-10-02T08:00:00Z
file inventory.csv:
  "MAC" ; "IP Address"; Name;Owner;Tags
  02-5A-17-00-00-17;;desk-17;"Example, Anna";"office, windows"
config:
  inventory: inventory.csv
device desk 10.20.30.40 02:5a:17:00:00:17

desk leases name LAPTOP-8H2
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk device.name desk-17 device.identity inventory service update
expect device desk device.owner "Example, Anna" device.tags [office,windows]
