// What the benchmark of the page calls in the browser: how long something takes until it is painted, and how smoothly lists scroll.

window.measured = {
  // Milliseconds from the next event of a kind until `done()` holds and the frame with it is painted.
  untilPainted(kind, done) {
    return new Promise((resolve) => {
      const begin = (event) => {
        const start = event.timeStamp;
        const look = () => {
          if (!done()) return requestAnimationFrame(look);
          // the task after a frame: what was drawn in it is handed over by then
          return requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0));
        };
        setTimeout(look, 0);
      };
      window.addEventListener(kind, begin, { once: true, capture: true });
    });
  },

  // Collects the times between frames and the long tasks, until `stop()` gives them.
  watchFrames() {
    const frames = [];
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((each) => each.duration)));
    observer.observe({ entryTypes: ["longtask"] });
    let last = performance.now();
    let going = true;
    const look = (now) => {
      frames.push(now - last);
      last = now;
      if (going) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.measured.stop = () => {
      going = false;
      observer.disconnect();
      return { frames: frames.slice(1), tasks };
    };
  },
};
