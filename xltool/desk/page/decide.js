// What the reviewer decides, in whose name, and what follows from it: the same for many units and for one.

import { ask, busy, result, someOf } from "./asking.js";
import { byId } from "./dom.js";
import { counted } from "./figures.js";
import { act, acting, overview, path, whenOverview } from "./inbox.js";
import { say } from "./say.js";

export const DECISIONS = [["收下", "收下"], ["退回", "退回…"], ["已催", "已催"], ["撤销", "撤销"]];
// From so many units on a decision is asked about before it is kept.
const MANY = 20;

// Runs `then` in the reviewer's name, which is asked for once.
export function inName(then) {
  if (overview().who) then();
  else askName(then);
}

function askName(then) {
  ask({
    title: "您是谁",
    about: "处理结果连同姓名、时间记在账本里。只问一次，以后点右上角可以改。",
    label: "审核人姓名",
    value: overview().who,
    needed: "请写上姓名。",
    yes: "确定",
    send: (text) => acting("/options", { who: text }),
    then: then || (() => say(`以后的处理记在“${overview().who}”名下。`)),
  });
}

// `target` says which units, and what was seen of them: {keys, seen} or {filter, but, seen}; `names` are some of them, `count` all.
export function decide(what, { target, names, count }, done) {
  const send = async (note) => {
    await acting("/decide", { ...target, what, note });
    say(sentence(what, names, count));
  };
  inName(() => {
    const listed = count > 1 ? someOf(names, count) : [];
    if (what === "退回") {
      ask({ title: count > 1 ? `退回 ${many(count)}` : `退回 ${names[0]}`, listed, label: "为什么退回、要改什么（写进审核意见）", long: true, needed: "请写明为什么退回。", yes: "退回", send, then: done });
    } else if (count >= MANY || (what === "撤销" && count > 1)) {
      ask({ title: `${what}：${many(count)}`, listed, yes: what, send: () => send(""), then: done });
    } else {
      act("/decide", { ...target, what, note: "" }).then((answer) => {
        if (!answer) return;
        say(sentence(what, names, count));
        if (done) done();
      });
    }
  });
}

function sentence(what, names, count) {
  const whose = count > 1 ? many(count) : names[0];
  return what === "撤销" ? `已撤销${whose}最近一次处理。` : `${whose}已记为“${what}”。`;
}

function many(count) {
  return `${counted(count)} 个单位`;
}

// Drafts to the units, with the reviewer's words: what was made, and what was not.
export function writeFeedback({ target, names, count }) {
  inName(() => ask({
    title: "写审核意见",
    about: "给每个单位写一封邮件草稿，附上标了问题的一份；不会发出去。",
    listed: someOf(names, count),
    choice: [["", "必改、须说明的都写"], ["必改", "只写必改的"]],
    yes: "写",
    send: async (_, only) => makeFiles("写审核意见", "正在写…", "/feedback", { ...target, only }),
  }));
}

export function makeSummary(csv) {
  return makeFiles(csv ? "导出数据（CSV）" : "生成汇总表", "正在汇总…", "/summary", { csv });
}

// What takes a while and makes files: a refusal is said where the files would stand.
async function makeFiles(title, doing, what, body) {
  try {
    const answer = await busy(title, doing, () => acting(what, body));
    result({ title, ...answer, address: (number) => path("/made/" + number) });
  } catch (error) {
    result({ title, sentence: error.message });
  }
}

export function begin() {
  byId("who").addEventListener("click", () => askName(null));
  whenOverview((next) => {
    byId("who").textContent = next.who ? "审核人：" + next.who : "审核人…";
  });
}
