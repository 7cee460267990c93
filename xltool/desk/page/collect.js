// The run of an inbox: begun, watched, stopped; what it goes by: year, deadline, list of units.

import { byId, make, show } from "./dom.js";
import { counted } from "./figures.js";
import { act, isRunning, path, put, whenOverview } from "./inbox.js";
import { send } from "./net.js";
import { say, sayHindered } from "./say.js";

const ENDED = { ended: "收取并审核完了。", failed: "收取没有做完。", stopped: "已停止：审核过的都记下了，再点一次接着做。" };

function draw({ run, options, years, kind, trouble }) {
  const running = run.state === "running";
  show(byId("collect"), kind === "folder" && !running);
  show(byId("collect-stop"), running);
  byId("collect").textContent = run.state === "none" ? "收取并审核" : "再收取一次";
  drawBar(run, running);
  byId("run-said").textContent = trouble || said(run);
  byId("run-said").classList.toggle("hindered", Boolean(trouble) || run.state === "failed");
  drawYears(years, options.year);
  if (document.activeElement !== byId("deadline")) byId("deadline").value = options.deadline || "";
  byId("units-name").textContent = options.units ? baseName(options.units) : "没有给";
  byId("units-name").title = options.units || "";
  for (const id of ["year", "deadline", "units-file"]) byId(id).disabled = running;
}

function baseName(path_) {
  return path_.split(/[\\/]/).pop();
}

function drawBar(run, running) {
  const bar = byId("run-bar");
  show(bar, running);
  const done = run.judged + run.known;
  if (running && run.remaining !== null && run.rate > 0) {
    bar.max = done + run.remaining * run.rate;
    bar.value = done;
  } else {
    bar.removeAttribute("value");
  }
}

function said(run) {
  if (run.state === "none") return run.sentence || "还没有收取过。";
  const broken = run.broken ? `（打不开 ${counted(run.broken)} 份）` : "";
  const others = [["早已审核过", run.known], ["不是自评表", run.left_out]].filter((each) => each[1]);
  const counts = [`审核 ${counted(run.judged)} 份${broken}`, ...others.map(([text, number]) => `${text} ${counted(number)} 份`)];
  if (run.state !== "running") return run.sentence || counts.join("，") + "。";
  const pace = run.rate ? `每秒 ${run.rate >= 10 ? Math.round(run.rate) : run.rate.toFixed(1)} 份` : "";
  const left = run.remaining === null ? "" : `约剩 ${lasting(run.remaining)}`;
  return [counts.join("，"), pace, left].filter(Boolean).join("　");
}

function lasting(seconds) {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} 秒`;
  if (whole < 3600) return `${Math.ceil(whole / 60)} 分`;
  return `${Math.floor(whole / 3600)} 小时 ${Math.ceil((whole % 3600) / 60)} 分`;
}

function drawYears(years, year) {
  const picker = byId("year");
  const offered = ["", ...new Set([...years, ...(year ? [year] : [])].map(String))];
  if (picker.dataset.held !== offered.join()) {
    picker.textContent = "";
    picker.append(...offered.map((value) => make("option", { value, text: value ? value + " 年度" : "年度：自动" })));
    picker.dataset.held = offered.join();
  }
  picker.value = year ? String(year) : "";
}

async function giveList(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  say(`正在读“${file.name}”…`);
  try {
    put(await send(path("/units-file?name=" + encodeURIComponent(file.name)), file));
    say(`单位名单改用“${file.name}”。`);
  } catch (error) {
    sayHindered(error);
  }
}

// As people write a day: 2023-3-31, 2023.3.31, 2023年3月31日.
async function setDeadline(event) {
  const parts = event.target.value.split(/\D+/).filter(Boolean);
  const day = parts.length === 3 ? [parts[0], ...parts.slice(1).map((each) => each.padStart(2, "0"))].join("-") : event.target.value.trim();
  const done = await act("/options", { deadline: day });
  event.target.classList.toggle("refused", !done);
  if (done) say(day ? `截止日期改为 ${day}。` : "不设截止日期。");
}

export function begin() {
  byId("collect").addEventListener("click", async () => {
    if (await act("/run", {})) {
      say("开始收取并审核。");
      if (isRunning()) byId("collect-stop").focus();
    }
  });
  byId("collect-stop").addEventListener("click", async () => {
    if (await act("/run/cancel", {})) say("正在停止…");
  });
  byId("year").addEventListener("change", (event) => act("/options", { year: event.target.value ? Number(event.target.value) : null }));
  byId("deadline").addEventListener("change", setDeadline);
  byId("units-file").addEventListener("change", giveList);
  whenOverview((next, before) => {
    const ended = before && before.id === next.id && before.run.state === "running" && next.run.state !== "running";
    const watched = document.activeElement === byId("collect-stop");
    draw(next);
    if (!ended) return;
    say(next.run.sentence || ENDED[next.run.state]);
    if (watched && next.kind === "folder") byId("collect").focus();
  });
}
