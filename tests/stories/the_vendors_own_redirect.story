# The vendor's server leads from HTTP to HTTPS, and to another host of the vendor's: nobody blocked anything.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.7 name p07.upd.kaspersky.com
server replies 301 to https://p07.upd.kaspersky.com/ 1KiB
desk opens http to 198.51.100.8 name p08.upd.kaspersky.com
server replies 302 to http://s00.geo.kaspersky.com/x 1KiB
passes 11s
expect alert opened device desk evidence answered blocked none count 2
