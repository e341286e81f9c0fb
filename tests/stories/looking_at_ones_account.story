# Looking at one's own account is neither prohibited nor exempt: it is recorded, and nobody is told.
# covers: us-icts-2021-002/operation silent
at 2024-12-24T18:30:00-05:00
device phone 10.31.4.77 06:5a:17:31:04:77 vlan 44
device resolver 10.31.4.1 02:5a:17:31:00:01 vlan 44

phone asks my.kaspersky.com of resolver type HTTPS
resolver answers nodata
phone asks my.kaspersky.com of resolver
resolver answers 198.51.100.44
phone opens quic to 198.51.100.44 name my.kaspersky.com
server sends 60KiB
passes 30min
expect no alert
expect device phone service account prohibited false state exempt after.count 1
