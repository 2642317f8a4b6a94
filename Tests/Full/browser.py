"""Opens every page of a site in headless Chromium and looks at what a reader would notice.

Checked for each page: no message on the console, no request to anywhere but the page's own folder, the text without
JavaScript, nothing wider than the window, and screenshots that show something, lighter in light than in dark.
"""

import glob
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib

site, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
faults = []


def chromium(*arguments):
    profile = os.path.join(folder, "profile")
    shutil.rmtree(profile, ignore_errors=True)
    return subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-sync",
         "--disable-component-update", "--disable-background-networking", "--no-first-run", "--enable-logging=stderr",
         # No name resolves: a request is seen in the log but reaches nobody.
         "--host-resolver-rules=MAP * ~NOTFOUND",
         f"--user-data-dir={profile}", *arguments],
        capture_output=True, text=True, timeout=90,
    )


def loaded(page):
    """What a page says on the console and the addresses it asks for itself."""
    log = os.path.join(folder, "net.json")
    run = chromium(f"--log-net-log={log}", "--dump-dom", "file://" + page)
    try:
        events = json.load(open(log))["events"]
    except (OSError, ValueError):
        sys.exit("    no log of requests")
    asked = set()
    for event in events:
        parameters = event.get("params", {})
        # The origin of a page from a file is "null"; what the browser does by itself has none.
        if parameters.get("initiator") == "null" and parameters.get("url", "").startswith(("http", "ws")):
            asked.add(parameters["url"])
    return [line for line in run.stderr.splitlines() if ":CONSOLE" in line], asked


def pixels(path):
    """Rows of a PNG with 8 bits per channel, as bytes, and the number of channels."""
    data = open(path, "rb").read()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    channels = {2: 3, 6: 4}[kind]
    assert depth == 8
    packed, place = b"", 8
    while place < len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        if name == b"IDAT":
            packed += data[place + 8 : place + 8 + size]
        place += size + 12
    raw, stride = zlib.decompress(packed), width * channels
    rows, above = [], bytearray(stride)
    for row in range(height):
        start = row * (stride + 1)
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = line[i - channels] if i >= channels else 0
            up, corner = above[i], above[i - channels] if i >= channels else 0
            if kind == 1:
                line[i] = line[i] + left & 255
            elif kind == 2:
                line[i] = line[i] + up & 255
            elif kind == 3:
                line[i] = line[i] + (left + up) // 2 & 255
            elif kind == 4:
                guess = left + up - corner
                distances = [abs(guess - left), abs(guess - up), abs(guess - corner)]
                line[i] = line[i] + [left, up, corner][distances.index(min(distances))] & 255
        rows.append(line)
        above = line
    return rows, channels


def picture(page, width, scheme):
    """Mean brightness and number of different colours of a screenshot."""
    path = os.path.join(folder, "shot.png")
    if os.path.exists(path):
        os.remove(path)
    # 0 is dark and 1 is light in Blink's list of colour schemes.
    settings = f"preferredColorScheme={0 if scheme == 'dark' else 1}"
    chromium(f"--window-size={width},900", f"--blink-settings={settings}", f"--screenshot={path}", "file://" + page)
    if not os.path.exists(path):
        faults.append(f"{page}: no screenshot at {width}, {scheme}")
        return 0, 0
    rows, channels = pixels(path)
    samples = [tuple(row[i : i + 3]) for row in rows[::3] for i in range(0, len(row), channels * 3)]
    return sum(sum(sample) for sample in samples) / len(samples) / 3, len(set(samples))


def layout(page, width, scripts):
    """How far the page reaches beyond a window of that width, and the letters shown; measured by a frame around it."""
    probe = os.path.join(os.path.dirname(page), "probe-of-the-test.html")
    with open(probe, "w") as file:
        file.write(
            f"<body><iframe id=f width={width} height=900 style='border:0' src='{os.path.basename(page)}'"
            # A sandbox without allow-scripts runs none.
            + ("" if scripts else " sandbox=allow-same-origin")
            + "></iframe><script>f.onload=()=>{const d=f.contentDocument.documentElement;"
            "document.body.dataset.found=d.scrollWidth+' '+f.contentDocument.body.innerText.length}</script>"
        )
    try:
        run = chromium("--allow-file-access-from-files", "--window-size=1400,1000", "--dump-dom", "file://" + probe)
    finally:
        os.remove(probe)
    found = re.search(r'data-found="(\d+) (\d+)"', run.stdout)
    if not found:
        faults.append(f"{page}: could not be measured")
        return 0, 0
    return int(found.group(1)) - width, int(found.group(2))


# A page that does what no page may: if this is not seen, nothing below means anything.
planted = os.path.join(folder, "planted.html")
with open(planted, "w") as file:
    file.write("<p>planted<img src='http://example.invalid/a.png'><script>console.error('planted')</script>")
messages, asked = loaded(planted)
if not messages or not asked:
    sys.exit("    the browser's logs do not show what a page does")

pages = sorted(glob.glob(site + "/**/*.html", recursive=True))
if len(pages) < 4:
    faults.append(f"only {len(pages)} pages")
for page in pages:
    messages, asked = loaded(page)
    faults += [f"{page}: {message}" for message in messages[:1]] + [f"{page}: asks for {url}" for url in asked]
    source = open(page).read()
    for tag in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", source):
        if re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", tag):
            faults.append(f"{page}: loads {tag}")
    for width in (390, 1280):
        for scripts in (True, False):
            beyond, letters = layout(page, width, scripts)
            if beyond > 0 or letters < 300:
                how = "with" if scripts else "without"
                faults.append(f"{page}: {beyond} px too wide at {width}, {letters} letters {how} JavaScript")
        light, colours = picture(page, width, "light")
        dark, more = picture(page, width, "dark")
        if colours < 8 or more < 8:
            faults.append(f"{page}: {colours} and {more} colours at {width}")
        if light < dark + 60:
            faults.append(f"{page}: light is {light:.0f} and dark {dark:.0f} bright at {width}")

for fault in sorted(set(faults)):
    print("    " + fault.replace(site + "/", ""))
print(f"    {len(pages)} pages at 390 and 1280 px, light and dark; {len(set(faults))} faults")
sys.exit(1 if faults else 0)
