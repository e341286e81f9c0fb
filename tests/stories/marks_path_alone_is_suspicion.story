# An HTTP path of the vendor's updates on a host that no list knows: the device is suspected in the ledger, nobody is told.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml
server sends 40KiB
passes 1min
expect no alert
expect device desk service update state suspected evidence none after.count 1 marks~ u1313g.xml
