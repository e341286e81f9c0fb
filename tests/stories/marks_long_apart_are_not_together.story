# The same marks more than a week apart are not weighed together.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml
passes 200h
desk opens tls to 198.51.100.81
server shows certificate 198-51-100-81.example issuer "Kaspersky Lab Public Services TLS CA"
passes 1min
expect no alert
