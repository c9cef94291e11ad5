// Loads the page again once it is built anew, and says why where that failed.
"use strict";
{
    const { version } = document.currentScript.dataset;

    const say = (problem) => {
        document.getElementById("preview-problem")?.remove();
        if (!problem) return;
        const words = document.createElement("pre");
        words.id = "preview-problem";
        words.setAttribute("role", "alert");
        words.textContent = problem;
        Object.assign(words.style, {
            position: "fixed", inset: "auto 0 0 0", zIndex: 1000, maxHeight: "40vh", overflow: "auto", margin: 0,
            padding: "1rem", whiteSpace: "pre-wrap", font: "14px/1.4 monospace", color: "#fff", background: "#8b1a1a",
        });
        document.body.append(words);
    };

    const follow = () => {
        const builds = new WebSocket(`${location.origin.replace("http", "ws")}/_preview/builds`);
        builds.onmessage = ({ data }) => {
            const now = JSON.parse(data);
            if (now.version === version) say(now.problem);
            else location.reload();
        };
        // The preview was ended: it may begin again.
        builds.onclose = () => setTimeout(follow, 1000);
    };
    follow();
}
