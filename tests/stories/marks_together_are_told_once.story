# Path and issuer together, within a week: told once for the device and the vendor, as a suspicion, also over a restart.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml
passes 1h
expect no alert
desk opens tls to 198.51.100.81
server shows certificate 198-51-100-81.example issuer "Kaspersky Lab Public Services TLS CA"
expect alert suspected device desk vendor kaspersky severity notice evidence none rule none message~ "no name proves a contact"
restart
passes 1h
desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml
passes 1min
expect no alert
expect device desk service update state suspected
