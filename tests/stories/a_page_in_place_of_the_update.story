# A filter on the way answers the request itself and leads elsewhere: the device still calls, and the way in which it was blocked is told. Of the page nothing was transferred.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens http to 198.51.100.7 name p07.upd.kaspersky.com path /index/u1313g.xml
server replies 302 to http://filter.example.net:8080/blocked?category=av 20KiB
passes 11s
expect alert opened device desk evidence answered blocked blockpage count 1
