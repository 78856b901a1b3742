#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens an HTML report in headless Chromium and compares it with the JSON
report of the same run: what is shown, what the filters leave, and that the
drawing, the list and the source show the same steps.

    check_html.py <report.html> <report.json>
"""

import json
import os
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


def start(profile):
    options = Options()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--window-size=1280,1600",
                     "--user-data-dir=" + profile]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options,
                            service=Service("/usr/bin/chromedriver"))


class Page:
    def __init__(self, browser, report):
        self.browser, self.report, self.problems = browser, report, []
        self.rows = browser.find_elements(By.CSS_SELECTOR, ".registration")

    def expect(self, what, got, wanted):
        if got != wanted:
            self.problems.append("%s: %r, should be %r" % (what, got, wanted))

    def shown(self):
        return [i for i, row in enumerate(self.rows) if row.is_displayed()]

    def matching(self, verdicts, known):
        return [i for i, r in enumerate(self.report["registrations"])
                if r["verdict"] in verdicts
                and (known or not r["findings"]
                     or not all(f.get("inBaseline") for f in r["findings"]))]

    def check_filters(self):
        verdicts = {"verified", "violation", "inconclusive"}
        known = False
        self.expect("at first", self.shown(), self.matching(verdicts, known))
        for box in self.browser.find_elements(By.NAME, "verdict"):
            value = box.get_attribute("value")
            box.click()
            left = self.matching(verdicts - {value}, known)
            self.expect("without " + value, self.shown(), left)
            self.expect("count without " + value,
                        self.browser.find_element(By.ID, "shown").text,
                        "%d of %d shown" % (len(left), len(self.rows)))
            box.click()
        boxes = self.browser.find_elements(By.ID, "known")
        self.expect("a box for the baseline", len(boxes),
                    int("findingsInBaseline" in self.report["counts"]))
        for box in boxes:
            box.click()
            known = True
            self.expect("with the baseline's", self.shown(),
                        self.matching(verdicts, known))
        text = self.browser.find_element(By.ID, "text")
        for i, r in enumerate(self.report["registrations"]):
            text.clear()
            text.send_keys("%s:%d:%d" % (r["file"].upper(), r["line"],
                                         r["column"]))
            self.expect("by the place of %d" % i, i in self.shown(), True)
        text.send_keys(" no such words")
        self.expect("by no such words", self.shown(), [])
        text.clear()
        text.send_keys(" ")
        self.browser.find_element(By.ID, "open").click()
        self.expect("opened", [r.get_attribute("open") is not None
                               for r in self.rows], [True] * len(self.rows))

    def check_findings(self):
        for row, r in zip(self.rows, self.report["registrations"]):
            articles = row.find_elements(By.CSS_SELECTOR, ".finding")
            self.expect("findings", len(articles), max(1, len(r["findings"])))
            for article, finding in zip(articles, r["findings"]):
                self.check_finding(article, finding)
            for article in articles:
                self.check_drawing(article)

    def check_finding(self, article, finding):
        def texts(selector):
            return [e.text for e in
                    article.find_elements(By.CSS_SELECTOR, selector)]

        self.expect("message", texts("h3"), [finding["message"]])
        self.expect("steps", texts(".events .message"),
                    [s["message"] for s in finding["path"]])
        lit = {(s["file"], s["line"]) for s in finding["path"]}
        self.expect("lit lines", {
            (section.find_element(By.TAG_NAME, "h4").text,
             int(line.find_element(By.CSS_SELECTOR, ".number").text))
            for section in article.find_elements(By.TAG_NAME, "section")
            for line in section.find_elements(By.CSS_SELECTOR, ".line.lit")},
            lit)
        states = [s["state"] for s in finding["path"]]
        self.expect("states", [e.get_attribute("class").split()[1] for e in
                               article.find_elements(By.CSS_SELECTOR,
                                                     "svg .event")], states)
        functions = list(dict.fromkeys(s["function"] for s in finding["path"]))
        self.expect("lanes", [t.split("\n")[0]
                              for t in texts("svg .function")], functions)

    def check_drawing(self, article):
        events = article.find_elements(By.CSS_SELECTOR, "svg .event")
        steps = article.find_elements(By.CSS_SELECTOR, ".events a")
        self.expect("drawn events", len(events), len(steps))
        if not events:
            self.problems.append("nothing is drawn")
        svg = article.find_element(By.TAG_NAME, "svg").rect
        for event in events:
            box = event.rect
            if (box["width"] < 10 or box["x"] < svg["x"]
                    or box["y"] + box["height"] > svg["y"] + svg["height"]):
                self.problems.append("an event lies outside: %s" % box)
        # Pointing at a step lights it up everywhere, and it alone.
        webdriver.ActionChains(self.browser).move_to_element(steps[0]).perform()
        hot = {e.get_attribute("data-step") for e in
               self.browser.find_elements(By.CSS_SELECTOR, ".hot")}
        self.expect("hot", hot, {steps[0].get_attribute("data-step")})


def main():
    with open(sys.argv[2], encoding="utf-8") as stream:
        units = json.load(stream)
    if isinstance(units, dict):
        units = [units]
    report = {part: [one for unit in units for one in unit[part]]
              for part in ["registrations", "notAnalysed"]}
    report["counts"] = units[0]["counts"]
    with tempfile.TemporaryDirectory() as profile:
        browser = start(profile)
        try:
            browser.get("file://" + os.path.abspath(sys.argv[1]))
            page = Page(browser, report)
            page.expect("registrations", len(page.rows),
                        len(report["registrations"]))
            page.expect("units", [e.text for e in browser.find_elements(
                By.CSS_SELECTOR, ".unit > h2")],
                        [u["unit"] for u in units if len(units) > 1])
            if page.rows:
                page.check_filters()
                page.check_findings()
            page.expect("failures", len(browser.find_elements(
                By.CSS_SELECTOR, ".failures li")), len(report["notAnalysed"]))
            page.expect("overflow", browser.execute_script(
                "return document.documentElement.scrollWidth"
                " > document.documentElement.clientWidth"), False)
            page.expect("console", browser.get_log("browser"), [])
        finally:
            browser.quit()
    sys.exit("\n".join(page.problems) if page.problems else 0)


if __name__ == "__main__":
    main()
