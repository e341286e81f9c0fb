# A path that is only like the vendor's leaves no trace at all.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml.old
desk opens http to 198.51.100.80 name mirror.reseller.example path /other/index/u1313g.xml
passes 1min
expect no alert
expect no device desk
