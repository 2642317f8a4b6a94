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
         f"--user-data-dir={profile}", *arguments],
        capture_output=True, text=True, timeout=90,
    )


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


def picture(page, width, scheme, scripts=True):
    """Mean brightness and number of different colours of a screenshot."""
    path = os.path.join(folder, "shot.png")
    if os.path.exists(path):
        os.remove(path)
    # 0 is dark and 1 is light in Blink's list of colour schemes.
    settings = f"preferredColorScheme={0 if scheme == 'dark' else 1}"
    if not scripts:
        settings += ",scriptEnabled=false"
    run = chromium(f"--window-size={width},900", f"--blink-settings={settings}", f"--screenshot={path}", "file://" + page)
    messages = [line for line in run.stderr.splitlines() if ":CONSOLE" in line]
    if messages:
        faults.append(f"{page}: {messages[0]}")
    if not os.path.exists(path):
        faults.append(f"{page}: no screenshot at {width}, {scheme}")
        return 0, 0
    rows, channels = pixels(path)
    samples = [tuple(row[i : i + 3]) for row in rows[::3] for i in range(0, len(row), channels * 3)]
    return sum(sum(sample) for sample in samples) / len(samples) / 3, len(set(samples))


def overflow(page, width):
    """How far the page reaches beyond a window of that width, measured by a frame around it."""
    probe = os.path.join(os.path.dirname(page), "probe-of-the-test.html")
    with open(probe, "w") as file:
        file.write(
            f"<body><iframe id=f width={width} height=900 style='border:0' src='{os.path.basename(page)}'></iframe><script>"
            "f.onload=()=>{const d=f.contentDocument.documentElement;"
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


pages = sorted(glob.glob(site + "/**/*.html", recursive=True))
if len(pages) < 4:
    faults.append(f"only {len(pages)} pages")
requests = 0
for page in pages:
    log = os.path.join(folder, "net.json")
    shown = chromium(f"--log-net-log={log}", "--blink-settings=scriptEnabled=false", "--dump-dom", "file://" + page)
    text = re.sub(r"<(style|script)\b.*?</\1>|<[^>]+>", " ", shown.stdout, flags=re.S)
    if len(text.split()) < 40:
        faults.append(f"{page}: {len(text.split())} words without JavaScript")
    for tag in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", shown.stdout):
        if re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", tag):
            faults.append(f"{page}: loads {tag}")
    try:
        events = json.load(open(log))["events"]
    except (OSError, ValueError):
        events = []
    for event in events:
        url = event.get("params", {}).get("url", "")
        # The browser itself may look for its maker; the page may not look for anybody.
        if url.startswith("http") and event.get("params", {}).get("initiator", "").startswith("file"):
            faults.append(f"{page}: asks for {url}")
        requests += url.startswith("file:")
    for width in (390, 1280):
        beyond, letters = overflow(page, width)
        if beyond > 0 or letters < 100:
            faults.append(f"{page}: {beyond} px too wide at {width}, {letters} letters")
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
