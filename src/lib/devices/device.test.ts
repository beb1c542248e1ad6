import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Device, deviceOf } from "./device.ts";

type Three = readonly [string, string, string];
type Six = readonly [string, string, string, string, string, string];
type Row = readonly [agent: string, system: Three, client: Six, hardware: Three];

const noSystem: Three = ["", "", ""];
const noClient: Six = ["", "", "", "", "", ""];
const noHardware: Three = ["", "", ""];

const systemIn = ({ osCode, osName, osVersion }: Device): Three => [osCode, osName, osVersion];
const clientIn = (device: Device): Six => [
  device.clientType,
  device.clientCode,
  device.clientName,
  device.clientVersion,
  device.clientEngine,
  device.clientEngineVersion,
];
const hardwareIn = ({ deviceName, deviceBrand, deviceModel }: Device): Three => [deviceName, deviceBrand, deviceModel];

const kit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const appleKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X)";
const chrome = "Chrome/126.0.6478.122";

// docs/spec/models.md#session
test("reads the agent of upstream's suites", () => {
  expect(deviceOf(`${windows} ${kit} Chrome/70.0.3538.77 Safari/537.36`)).toEqual({
    osCode: "WIN",
    osName: "Windows",
    osVersion: "10",
    clientType: "browser",
    clientCode: "CH",
    clientName: "Chrome",
    clientVersion: "70.0",
    clientEngine: "Blink",
    clientEngineVersion: "70.0.3538.77",
    deviceName: "desktop",
    deviceBrand: "",
    deviceModel: "",
  });
});

describe("the examples of docs/spec/logs.md#device-examples", () => {
  test.each<Row>([
    [
      `${windows} ${kit} Chrome/70.0.3538.77 Safari/537.36`,
      ["WIN", "Windows", "10"],
      ["browser", "CH", "Chrome", "70.0", "Blink", "70.0.3538.77"],
      ["desktop", "", ""],
    ],
    [
      `${windows} ${kit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68`,
      ["WIN", "Windows", "10"],
      ["browser", "PS", "Microsoft Edge", "126.0", "Blink", "126.0.0.0"],
      ["desktop", "", ""],
    ],
    [
      "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
      ["WIN", "Windows", "7"],
      ["browser", "FF", "Firefox", "115.0", "Gecko", "115.0"],
      ["desktop", "", ""],
    ],
    [
      `${mac} ${kit} Chrome/126.0.0.0 Safari/537.36`,
      ["MAC", "Mac", "10.15"],
      ["browser", "CH", "Chrome", "126.0", "Blink", "126.0.0.0"],
      ["desktop", "Apple", ""],
    ],
    [
      `${mac} ${appleKit} Version/17.5 Safari/605.1.15`,
      ["MAC", "Mac", "10.15"],
      ["browser", "SF", "Safari", "17.5", "WebKit", "605.1.15"],
      ["desktop", "Apple", ""],
    ],
    [
      `${iphone} ${appleKit} Version/17.5 Mobile/15E148 Safari/604.1`,
      ["IOS", "iOS", "17.5"],
      ["browser", "MF", "Mobile Safari", "17.5", "WebKit", "605.1.15"],
      ["smartphone", "Apple", "iPhone"],
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${appleKit} Version/16.6 Mobile/15E148 Safari/604.1`,
      ["IPA", "iPadOS", "16.6"],
      ["browser", "MF", "Mobile Safari", "16.6", "WebKit", "605.1.15"],
      ["tablet", "Apple", "iPad"],
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${appleKit} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`,
      ["IOS", "iOS", "17.5"],
      ["browser", "CI", "Chrome Mobile iOS", "126.0", "WebKit", "605.1.15"],
      ["smartphone", "Apple", "iPhone"],
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${kit} Chrome/114.0.0.0 Mobile Safari/537.36`,
      ["AND", "Android", "10"],
      ["browser", "CM", "Chrome Mobile", "114.0", "Blink", "114.0.0.0"],
      ["smartphone", "", ""],
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) ${kit} Chrome/126.0.6478.122 Mobile Safari/537.36`,
      ["AND", "Android", "14"],
      ["browser", "CM", "Chrome Mobile", "126.0", "Blink", "126.0.6478.122"],
      ["smartphone", "Google", "Pixel 8 Pro"],
    ],
    [
      `Mozilla/5.0 (Linux; Android 13; SM-S918B) ${kit} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
      ["AND", "Android", "13"],
      ["browser", "SB", "Samsung Browser", "23.0", "Blink", "115.0.0.0"],
      ["smartphone", "Samsung", "SM-S918B"],
    ],
    [
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
      ["UBT", "Ubuntu", ""],
      ["browser", "FF", "Firefox", "127.0", "Gecko", "127.0"],
      ["desktop", "", ""],
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${kit} Chrome/126.0.0.0 Safari/537.36`,
      ["LIN", "GNU/Linux", ""],
      ["browser", "CH", "Chrome", "126.0", "Blink", "126.0.0.0"],
      ["desktop", "", ""],
    ],
    ["curl/8.5.0", noSystem, ["library", "", "curl", "8.5", "", ""], noHardware],
    ["python-requests/2.31.0", noSystem, ["library", "", "Python Requests", "2.31", "", ""], noHardware],
    ["PostmanRuntime/7.37.3", noSystem, ["library", "", "Postman Runtime", "7.37", "", ""], noHardware],
    ["okhttp/4.12.0", ["AND", "Android", ""], ["library", "", "OkHttp", "4.12", "", ""], noHardware],
    ["Dart/3.4 (dart:io)", noSystem, ["library", "", "Dart", "3.4", "", ""], noHardware],
    ["AppwriteNodeJSSDK/14.2.0 (linux; x64) Node.js/v20.20.2", ["LIN", "GNU/Linux", ""], noClient, ["desktop", "", ""]],
    [
      "AppwriteCLI/6.0.0 (linux; x64)",
      ["LIN", "GNU/Linux", ""],
      ["desktop", "cli", "Appwrite CLI", "6.0.0", "", ""],
      ["desktop", "", ""],
    ],
    ["UNKNOWN", noSystem, noClient, noHardware],
    ["node", noSystem, noClient, noHardware],
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", noSystem, noClient, noHardware],
  ])("%s", (agent, system, client, hardware) => {
    const device = deviceOf(agent);
    expect([systemIn(device), clientIn(device), hardwareIn(device)]).toEqual([system, client, hardware]);
  });
});

describe("the operating system", () => {
  test.each<readonly [string, Three]>([
    [`Mozilla/5.0 (Windows NT 6.4) ${kit}`, ["WIN", "Windows", "10"]],
    [`Mozilla/5.0 (Windows NT 6.3; WOW64) ${kit}`, ["WIN", "Windows", "8.1"]],
    [`Mozilla/5.0 (Windows NT 6.2) ${kit}`, ["WIN", "Windows", "8"]],
    [`Mozilla/5.0 (Windows NT 6.0) ${kit}`, ["WIN", "Windows", "Vista"]],
    ["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.2)", ["WIN", "Windows", "XP"]],
    ["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)", ["WIN", "Windows", "XP"]],
    ["AppwriteCLI/6.0.0 (win32; x64)", ["WIN", "Windows", ""]],
    ["Mozilla/5.0 (Windows NT 99.0)", ["WIN", "Windows", ""]],
    [`Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) ${kit}`, ["WPH", "Windows Phone", "10.0"]],
    [
      `Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) ${kit} Chrome/99.0 Mobile Safari/537.36`,
      ["HAR", "HarmonyOS", ""],
    ],
    [`Mozilla/5.0 (Phone; HarmonyOS 4.2.0) ${kit}`, ["HAR", "HarmonyOS", "4.2"]],
    ["AppleTV11,1/11.1", ["ATV", "tvOS", "11.1"]],
    ["Player/2.0 (Apple TV; tvOS 17.4.1)", ["ATV", "tvOS", "17.4"]],
    ["AppleCoreMedia/1.0.0.15J381 (Apple TV; U; CPU OS 11_1 like Mac OS X; en_us)", ["ATV", "tvOS", "11.1"]],
    ["atc/1.0 watchOS/9.6.2 model/Watch6,6", ["WAS", "watchOS", "9.6"]],
    ["Mozilla/5.0 (Apple Watch; CPU Watch OS 10_1 like Mac OS X)", ["WAS", "watchOS", "10.1"]],
    ["App/1.0 (iPad; iOS 15.5; Scale/2.00)", ["IPA", "iPadOS", "15.5"]],
    ["App/1.0 (iPhone; iOS 17.5.1; Scale/3.00)", ["IOS", "iOS", "17.5"]],
    [`Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5_7 like Mac OS X) ${appleKit}`, ["IOS", "iOS", "12.5"]],
    ["App/1 CFNetwork/1408.0.4 Darwin/22.5.0", ["IOS", "iOS", ""]],
    ["App-iOS/2.1 (iPhone; Scale/3.00)", ["IOS", "iOS", ""]],
    [`${windows.slice(0, -1)}; XBOX_ONE_ED) ${kit}`, ["XBX", "Xbox", ""]],
    ["Mozilla/5.0 (BlackBerry; U; BlackBerry 9900; en) AppleWebKit/534.11+", ["BLB", "BlackBerry OS", ""]],
    [`Mozilla/5.0 (Linux; Android 5.1.1; KFSUWI) ${kit} Silk/108.9 Safari/537.36`, ["FIR", "Fire OS", "5"]],
    [`Mozilla/5.0 (Linux; Android 7.1.2; AFTS Build/NS6265) ${kit}`, ["FIR", "Fire OS", "6"]],
    [`Mozilla/5.0 (Linux; Android 9; KFMAWI) ${kit} Silk/126.3 Safari/537.36`, ["FIR", "Fire OS", "7"]],
    [`Mozilla/5.0 (Linux; Android 11; KFTRWI) ${kit} Silk/126.3 Safari/537.36`, ["FIR", "Fire OS", "8"]],
    [`Mozilla/5.0 (Linux; Android 99; KFTRWI) ${kit} Silk/126.3 Safari/537.36`, ["FIR", "Fire OS", ""]],
    [`Mozilla/5.0 (Linux; Android 7.1.2; Nexus 5X) ${kit}`, ["AND", "Android", "7.1"]],
    ["Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.1", ["KOS", "KaiOS", "2.5"]],
    [`Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) ${kit} Version/6.0 TV Safari/537.36`, ["TIZ", "Tizen", "6.0"]],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${kit} Chrome/126.0 Safari/537.36`, ["COS", "Chrome OS", "14541.0"]],
    [`Mozilla/5.0 (Web0S; Linux/SmartTV) ${kit} Chrome/94.0 Safari/537.36`, ["WOS", "webOS", ""]],
    ["Mozilla/5.0 (webOS/3.0.5; U; en-US)", ["WOS", "webOS", "3.0"]],
    ["Mozilla/5.0 (X11; Linux x86_64) Ubuntu/20.04.1 Firefox/127.0", ["UBT", "Ubuntu", "20.04"]],
    ["Mozilla/5.0 (X11; Debian; Linux x86_64; rv:127.0)", ["DEB", "Debian", ""]],
    ["Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:127.0)", ["FED", "Fedora", ""]],
    ["Mozilla/5.0 (X11; Arch Linux; Linux x86_64; rv:127.0)", ["ARL", "Arch Linux", ""]],
    ["Mozilla/5.0 (X11; Linux Mint; Linux x86_64; rv:127.0)", ["MIN", "Mint", ""]],
    ["Mozilla/5.0 (X11; CentOS; Linux x86_64; rv:127.0)", ["CES", "CentOS", ""]],
    ["Mozilla/5.0 (X11; openSUSE; Linux x86_64; rv:127.0)", ["SSE", "SUSE", ""]],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0)", ["MAC", "Mac", "10.15"]],
    ["Mozilla/5.0 (X11; FreeBSD amd64; rv:127.0)", ["BSD", "FreeBSD", ""]],
    ["Mozilla/5.0 (X11; Manjaro; Linux x86_64; rv:127.0)", ["LIN", "GNU/Linux", ""]],
    [`Mozilla/5.0 (X11; Linux armv7l) ${kit} ${chrome} Safari/537.36 CrKey/1.54`, ["LIN", "GNU/Linux", ""]],
    ["Wget/1.21.4 (linux 5.15)", ["LIN", "GNU/Linux", ""]],
    ["Mozilla/5.0 (X11; U; en-US)", ["LIN", "GNU/Linux", ""]],
    ["Mozilla/5.0 (BB10; Touch) AppleWebKit/537.35+", ["BLB", "BlackBerry OS", "10"]],
    ["Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15", ["PS3", "PlayStation", "5"]],
    ["Mozilla/5.0 (Nintendo 3DS; U; ; en) Version/1.7412.EU", ["WII", "Nintendo", ""]],
  ])("of %s", (agent, system) => {
    expect(systemIn(deviceOf(agent))).toEqual(system);
  });
});

describe("the browser", () => {
  const android = "Mozilla/5.0 (Linux; Android 14; SM-S918B)";
  test.each<readonly [string, string, string, string, string, string]>([
    [
      `${android} ${kit} ${chrome} Mobile Safari/537.36 EdgA/126.0.2592`,
      "PS",
      "Microsoft Edge",
      "126.0",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${iphone} ${appleKit} Version/17.0 EdgiOS/126.0.25 Mobile/15E148 Safari/604.1`,
      "PS",
      "Microsoft Edge",
      "126.0",
      "WebKit",
      "605.1.15",
    ],
    [
      `${windows} ${kit} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`,
      "PS",
      "Microsoft Edge",
      "18.17763",
      "Blink",
      "64.0.3282.140",
    ],
    [
      "Opera/9.80 (Android; Opera Mini/36.2.2254/191.249; U; en) Presto/2.12.423 Version/12.16",
      "OI",
      "Opera Mini",
      "36.2",
      "Presto",
      "2.12.423",
    ],
    [`${windows} ${kit} ${chrome} Safari/537.36 OPR/110.0.5130.66`, "OP", "Opera", "110.0", "Blink", "126.0.6478.122"],
    [
      `${android} ${kit} ${chrome} Mobile Safari/537.36 OPR/82.1.4342`,
      "OM",
      "Opera Mobile",
      "82.1",
      "Blink",
      "126.0.6478.122",
    ],
    ["Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18", "OP", "Opera", "12.18", "Presto", "2.12.388"],
    [
      "Opera/9.80 (Android 4.0; Opera Mobi/ADR-1210) Presto/2.11.355 Version/12.10",
      "OM",
      "Opera Mobile",
      "12.10",
      "Presto",
      "2.11.355",
    ],
    [
      `${iphone} ${appleKit} FxiOS/127.1 Mobile/15E148 Safari/605.1.15`,
      "F1",
      "Firefox Mobile iOS",
      "127.1",
      "WebKit",
      "605.1.15",
    ],
    [
      `${windows} ${kit} coc_coc_browser/120.0.150 ${chrome} Safari/537.36`,
      "CC",
      "Coc Coc",
      "120.0",
      "Blink",
      "126.0.6478.122",
    ],
    [`${windows} ${kit} ${chrome} Safari/537.36 Vivaldi/6.8.3381`, "VI", "Vivaldi", "6.8", "Blink", "126.0.6478.122"],
    [
      `${windows} ${kit} ${chrome} YaBrowser/24.6.0 Safari/537.36`,
      "YA",
      "Yandex Browser",
      "24.6",
      "Blink",
      "126.0.6478.122",
    ],
    [`${windows} ${kit} ${chrome} Safari/537.36 Brave/126`, "BR", "Brave", "126", "Blink", "126.0.6478.122"],
    [
      `${windows} ${kit} ${chrome} Whale/3.26.244 Safari/537.36`,
      "WH",
      "Whale Browser",
      "3.26",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} Version/4.0 ${chrome} UCBrowser/13.4.0.1306 Mobile Safari/537.36`,
      "UC",
      "UC Browser",
      "13.4",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} Version/4.0 ${chrome} MQQBrowser/14.9 Mobile Safari/537.36`,
      "QQ",
      "QQ Browser",
      "14.9",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} ${chrome} Mobile DuckDuckGo/5 Safari/537.36`,
      "DD",
      "DuckDuckGo Privacy Browser",
      "5",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${mac} ${appleKit} Version/17.5 Safari/605.1.15 Ddg/17.5`,
      "DD",
      "DuckDuckGo Privacy Browser",
      "17.5",
      "WebKit",
      "605.1.15",
    ],
    [
      `Mozilla/5.0 (Linux; Android 9; KFMAWI) ${kit} Silk/126.3.1 like Chrome/126.0.6478.122 Safari/537.36`,
      "MS",
      "Mobile Silk",
      "126.3",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} ${chrome} HuaweiBrowser/15.0.4 Mobile Safari/537.36`,
      "HU",
      "Huawei Browser Mobile",
      "15.0",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${windows} ${kit} ${chrome} HuaweiBrowser/15.0.4 Safari/537.36`,
      "HP",
      "Huawei Browser",
      "15.0",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} Version/4.0 Focus/8.0.15 ${chrome} Mobile Safari/537.36`,
      "FK",
      "Firefox Focus",
      "8.0",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S918B; wv) ${kit} Version/4.0 ${chrome} Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0;]`,
      "CV",
      "Chrome Webview",
      "126.0",
      "Blink",
      "126.0.6478.122",
    ],
    [
      `${android} ${kit} Version/4.0 Chrome/30.0.0.0 Mobile Safari/537.36`,
      "CV",
      "Chrome Webview",
      "30.0",
      "Blink",
      "30.0.0.0",
    ],
    [`${android} ${kit} ${chrome} Safari/537.36`, "CM", "Chrome Mobile", "126.0", "Blink", "126.0.6478.122"],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${kit} HeadlessChrome/126.0.1.2 Safari/537.36`,
      "CH",
      "Chrome",
      "126.0",
      "Blink",
      "126.0.1.2",
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${kit} Chromium/125.0.1.2 Safari/537.36`,
      "CH",
      "Chrome",
      "125.0",
      "Blink",
      "125.0.1.2",
    ],
    [`${windows} ${kit} ${chrome} Safari/537.36 Avast/126.0`, "CH", "Chrome", "126.0", "Blink", "126.0.6478.122"],
    [
      "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0.2",
      "FM",
      "Firefox Mobile",
      "127.0",
      "Gecko",
      "127.0",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; rv:109.0) Gecko/20100101 Firefox/115.3.1",
      "FF",
      "Firefox",
      "115.3",
      "Gecko",
      "115.3",
    ],
    [`${iphone} ${appleKit} GSA/322.0 Mobile/15E148 Safari/604.1`, "MF", "Mobile Safari", "", "WebKit", "605.1.15"],
    [
      "Mozilla/5.0 (Linux; U; Android 4.0.3; ko-kr; LG-L160L Build/IML74K) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
      "AN",
      "Android Browser",
      "4.0",
      "WebKit",
      "534.30",
    ],
    [
      "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
      "IE",
      "Internet Explorer",
      "10.0",
      "Trident",
      "6.0",
    ],
    [
      "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
      "IE",
      "Internet Explorer",
      "11.0",
      "Trident",
      "7.0",
    ],
  ])("of %s is %s %s %s on %s %s", (agent, ...expected) => {
    expect(clientIn(deviceOf(agent))).toEqual(["browser", ...expected]);
  });
});

describe("other clients", () => {
  test.each<readonly [string, string, string]>([
    ["Wget/1.21.4", "Wget", "1.21"],
    ["GuzzleHttp/7", "Guzzle", "7"],
    ["Python-urllib/3.11", "Python urllib", "3.11"],
    ["Python/3.11 aiohttp/3.9.1", "aiohttp", "3.9"],
    ["Go-http-client/2.0", "Go-http-client", "2.0"],
    ["node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "Node Fetch", "1.0"],
    ["node-fetch", "Node Fetch", ""],
    ["axios/1.7.2", "Axios", "1.7"],
    ["HTTPie/3.2.2", "HTTPie", "3.2"],
    ["Apache-HttpClient/4.5.14 (Java/17.0.1)", "Apache HTTP Client", "4.5"],
    ["Java-http-client/21.0.3", "Java HTTP Client", "21.0"],
    ["Java/1.8.0_231", "Java", "1.8"],
    ["got (https://github.com/sindresorhus/got)", "got", ""],
    ["got/11.8.6", "got", "11.8"],
  ])("%s is the library %s %s", (agent, name, version) => {
    expect(clientIn(deviceOf(agent))).toEqual(["library", "", name, version, "", ""]);
  });
  test("Appwrite's command line takes precedence over all others, with its complete version", () => {
    expect(clientIn(deviceOf(`${windows} ${kit} ${chrome} AppwriteCLI/6.2.0-rc.1`))).toEqual([
      "desktop",
      "cli",
      "Appwrite CLI",
      "6.2.0-rc.1",
      "",
      "",
    ]);
  });
  test.each(["curly/1.0", "xcurl/1.0", "I got it", "javanese/3", "MyApp/1.0"])("%s is invalid", (agent) => {
    expect(clientIn(deviceOf(agent))).toEqual(noClient);
  });
});

describe("the machine", () => {
  const onAndroid = (comment: string, rest = `${chrome} Mobile Safari/537.36`) =>
    `Mozilla/5.0 (${comment}) ${kit} ${rest}`;
  test.each<readonly [string, Three]>([
    [`${windows.slice(0, -1)}; Xbox; Xbox One) ${kit} ${chrome} Safari/537.36`, ["console", "Microsoft", "Xbox One"]],
    ["Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15", ["console", "Sony", "PlayStation 5"]],
    ["Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4", ["console", "Nintendo", "Switch"]],
    ["AppleTV11,1/11.1", ["tv", "Apple", "Apple TV"]],
    [`Mozilla/5.0 (Web0S; Linux/SmartTV) ${kit} Chrome/94.0 Safari/537.36`, ["tv", "", ""]],
    [`Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) ${kit} Version/6.0 TV Safari/537.36`, ["tv", "", ""]],
    [`Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) ${kit} SamsungBrowser/2.2 TV`, ["tv", "Samsung", ""]],
    ["HbbTV/1.4.1 (+DRM) Chrome/79.0", ["tv", "", ""]],
    [
      onAndroid("Linux; Android 9; BRAVIA 4K UR2 Build/PTT1", "Chrome/99.0 Safari/537.36"),
      ["tv", "Sony", "BRAVIA 4K UR2"],
    ],
    [onAndroid("Linux; Android 7.1.2; AFTS Build/NS6265", "Chrome/99.0 Safari/537.36"), ["tv", "Amazon", "AFTS"]],
    [`${iphone} ${appleKit}`, ["smartphone", "Apple", "iPhone"]],
    [
      `Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X) ${appleKit}`,
      ["portable media player", "Apple", "iPod"],
    ],
    ["App/1.0 (iPad; iOS 15.5; Scale/2.00)", ["tablet", "Apple", "iPad"]],
    ["App/1 CFNetwork/1408.0.4 Darwin/22.5.0", noHardware],
    ["atc/1.0 watchOS/9.6.2 model/Watch6,6", ["wearable", "Apple", "Apple Watch"]],
    ["Mozilla/5.0 (Linux; U; en-US) AppleWebKit/528.5+ Version/4.0 Kindle/3.0", ["tablet", "Amazon", ""]],
    [
      onAndroid("Linux; Android 9; KFMAWI", "Silk/126.3 like Chrome/126.0 Safari/537.36"),
      ["tablet", "Amazon", "KFMAWI"],
    ],
    [onAndroid("Linux; Android 13; SM-X700", "Chrome/126.0 Safari/537.36"), ["tablet", "Samsung", "SM-X700"]],
    [onAndroid("Linux; Android 13; SAMSUNG SM-T220"), ["tablet", "Samsung", "SM-T220"]],
    [onAndroid("Linux; U; Android 4.4.2; en-us; SM-T230NU Build/KOT49H"), ["tablet", "Samsung", "SM-T230NU"]],
    [onAndroid("Linux; Android 14; Pixel Tablet", "Chrome/126.0 Safari/537.36"), ["tablet", "Google", "Pixel Tablet"]],
    [onAndroid("Linux; Android 8.1.0; Nexus 5X Build/OPM7"), ["smartphone", "Google", "Nexus 5X"]],
    ["Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A)", ["smartphone", "Google", "Pixel 8"]],
    [onAndroid("Linux; Android 10; moto g(7) power"), ["smartphone", "Motorola", "moto g(7) power"]],
    [onAndroid("Linux; Android 12; Redmi Note 11"), ["smartphone", "Xiaomi", "Redmi Note 11"]],
    [onAndroid("Linux; Android 13; CPH2451"), ["smartphone", "OPPO", "CPH2451"]],
    [onAndroid("Linux; Android 10; ONEPLUS A6013"), ["smartphone", "OnePlus", "A6013"]],
    [onAndroid("Linux; Android 10; vivo 1904"), ["smartphone", "Vivo", "1904"]],
    [onAndroid("Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.13.0"), ["smartphone", "Huawei", "NOH-AN00"]],
    [onAndroid("Linux; Android 8.0; htc_u11"), ["smartphone", "HTC", "htc_u11"]],
    [onAndroid("Linux; Android 13; LE2113"), ["smartphone", "OnePlus", "LE2113"]],
    [onAndroid("Linux; Android 13; V2145A"), ["smartphone", "Vivo", "V2145A"]],
    [onAndroid("Linux; Android 13; RMX3085"), ["smartphone", "Realme", "RMX3085"]],
    [onAndroid("Linux; Android 13; 23049PCD8G"), ["smartphone", "Xiaomi", "23049PCD8G"]],
    [onAndroid("Linux; Android 13; XT2125-4"), ["smartphone", "Motorola", "XT2125-4"]],
    [onAndroid("Linux; Android 13; XQ-CT54"), ["smartphone", "Sony", "XQ-CT54"]],
    [onAndroid("Linux; Android 13; SHV39"), ["smartphone", "Sharp", "SHV39"]],
    [onAndroid("Linux; Android 13; A063"), ["smartphone", "Nothing", "A063"]],
    [onAndroid("Linux; Android 10; ZTE A2020"), ["smartphone", "ZTE", "A2020"]],
    [onAndroid("Linux; Android 13; HONOR 90"), ["smartphone", "Honor", "90"]],
    [onAndroid("Linux; Android 13; Redmi Pad"), ["tablet", "Xiaomi", "Redmi Pad"]],
    [onAndroid("Linux; Android 10; AGS3-W09"), ["tablet", "Huawei", "AGS3-W09"]],
    [onAndroid("Linux; Android 12; TB-J606F"), ["tablet", "Lenovo", "TB-J606F"]],
    [onAndroid("Linux; Android 11; ET51"), ["tablet", "Zebra", "ET51"]],
    ["BlackBerry9700/5.0.0.351 Profile/MIDP-2.1", ["smartphone", "BlackBerry", "9700"]],
    ["Roku4640X/DVP-7.70", ["tv", "Roku", ""]],
    [`${windows.slice(0, -1)}; Xbox; Xbox Series X) ${kit}`, ["console", "Microsoft", "Xbox Series X"]],
    [onAndroid("Linux; Android 11; CUBOT NOTE 20"), ["smartphone", "", "CUBOT NOTE 20"]],
    [onAndroid("Linux; Android 10; K", "Chrome/126.0 Safari/537.36"), ["tablet", "", ""]],
    [onAndroid("Linux; Android 10; K", "Chrome/126.0 Mobile DuckDuckGo/5 Safari/537.36"), ["smartphone", "", ""]],
    ["Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", ["smartphone", "", ""]],
    ["Mozilla/5.0 (Android 14; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0", ["tablet", "", ""]],
    ["Opera/9.80 (Android; Opera Mini/36.2.2254/191.249; U; en) Presto/2.12.423", ["smartphone", "", ""]],
    [onAndroid("Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950"), ["smartphone", "Microsoft", "Lumia 950"]],
    ["Mozilla/5.0 (BB10; Touch) AppleWebKit/537.35+ Mobile Safari/537.35", ["smartphone", "BlackBerry", "Touch"]],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${kit}`, ["desktop", "", ""]],
    ["Mozilla/5.0 (Mobile; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", noHardware],
  ])("of %s", (agent, hardware) => {
    expect(hardwareIn(deviceOf(agent))).toEqual(hardware);
  });
});

describe("An unknown agent", () => {
  test.each([
    "",
    "UNKNOWN",
    " ",
    "💥",
    "__proto__",
    `Mozilla/5.0 ${kit}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) ${chrome} Safari/537.36`,
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) ${kit} ${chrome} Mobile Safari/537.36 (compatible; Googlebot/2.1)`,
    `${windows} ${kit} ${chrome} Safari/537.36 Bytespider`,
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
  ])("by %j", (agent) => {
    const device = deviceOf(agent);
    expect([systemIn(device), clientIn(device), hardwareIn(device)]).toEqual([noSystem, noClient, noHardware]);
  });
});

describe("any text", () => {
  test("gives twelve strings, and never an error", () => {
    const words = fc.constantFrom(
      "Mozilla/5.0",
      "(",
      ")",
      "; ",
      "Linux",
      "Android",
      "14",
      "Windows NT",
      "iPad",
      "OS",
      "Mac OS X",
      "Build/",
      "wv",
      "Chrome/",
      "Version/4.0",
      "Safari/",
      "Mobile/",
      "Kindle/",
      "smart-tv",
      "xbox",
      "tvOS",
      "Opera/",
      "rv:",
      "\n",
    );
    const agents = fc.oneof(
      fc.string({ unit: "binary", maxLength: 600 }),
      fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 60 }).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(agents, (agent) => {
        const values = Object.values(deviceOf(agent));
        expect(values.map((value) => typeof value)).toEqual(Array.from({ length: 12 }, () => "string"));
      }),
    );
  });
  test("past 512 characters is not read", () => {
    expect(clientIn(deviceOf(`${"x".repeat(503)} curl/8.50`))).toEqual(["library", "", "curl", "8.5", "", ""]);
    expect(clientIn(deviceOf(`${"x".repeat(511)} curl/8.50`))).toEqual(noClient);
  });

  // The bound keeps the slowest of these, which are quadratic, below 0.3 ms.
  test.each([
    ["open comments", "Android ("],
    ["nested comments", "(Android(a)"],
    ["tokens in a comment", "(; en"],
    ["builds in a comment", "(Android; Build/"],
    ["halves of Safari", "iPad AppleWebKit/ Safari/ "],
    ["halves of Fire OS", "Android KF AFT "],
    ["halves of Firefox OS", "Mozilla/5.0 (Mobile; a "],
    ["digits", "1"],
  ])("of 2 kB of %s is read for 512 characters", (_, part) => {
    const agent = part.repeat(Math.ceil(2_048 / part.length));
    expect(deviceOf(`${agent} ; AppleTV11,1/11.1 AppwriteCLI/6.0.0`)).toEqual(deviceOf(agent.slice(0, 512)));
  });
});
