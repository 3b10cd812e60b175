"""Names inside runs of Chinese characters, which no spaces part into words. Pure.

A name at the head of a run that only says what kind of goods it is names the maker. What follows may also be a line of
goods that nobody has listed (华为畅享): then a name that stands for one firm alone is a reason to look, and so is a
shorter one that others bear too where a number follows. Or it tells of another firm or a place (大华银行, 中兴路).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

HAN = re.compile(r"[\u3400-\u9fff]+")
_PROVINCES = "杭州浙江深圳广东北京天津"
"""Seats of Chinese makers, as they stand before a short name: 浙江大华.

Shanghai is left out: 上海大华 is another firm.
"""
_GOODS = re.compile(
    r"(?:科技|技术|数字技术|通信|网络|联网|智能|智慧|高清|监控|摄像机|摄像头|录像机|球机|半球|枪机|枪型|球型|筒型|筒机|枪球"
    r"|鱼眼|全景|红外|星光|全彩|双光|热成像|测温|抓拍|车牌|人脸|识别|设备|产品|品牌|牌|的|和|及|[\da-z]|一体机|编码器|解码器"
    r"|键盘|矩阵|拼接屏|显示器|显示屏|屏|大屏|电视|门口机|室内机|门铃|门锁|门禁|考勤机|闸机|道闸|报警主机|执法|记录仪|车载"
    r"|无人机|交换机|路由器|路由|对讲机|对讲|光猫|光端机|网桥|网关|媒体|流媒体|服务器|存储|磁盘阵列|防火墙|安全|统一|综合|基站|机顶盒"
    r"|手机|平板|电脑|笔记本|手表|手环|话机|电话|会议|视讯|云|终端|硬盘|视频|无线|数字|企业|安防|楼宇|系统|平台|主机"
    r"|\d[路口]|系列|套装|新款|型号?)*"
)
"""What may follow a maker's short name within one run of Chinese characters without making it another firm's."""
_OF_OTHERS = re.compile(
    r"会计|税务|律师|银行|保险|人寿|证券|基金|财|酒店|宾馆|饭店|医院|医药|药|诊所|学校|大学|学院|中学|小学|幼儿园|街|大道|村"
    r"|镇|乡|县|(?<!慧园)(?<!慧社)区|市场|超市|商场|广场|大厦|楼(?!宇)|(?<![\d一二四八十六])路(?!由)|(?<!网)桥|花园|家园|公寓|物业|地产|置业|建设"
    r"|建筑|建材|衡器|食品|农|体育|影|剧|公园|电梯|汽|服装|纺织|旅|传媒|广告|基地|展厅|展台|专卖|授权|认证|培训|代理|经销"
    r"|协议|驱动|插件|兼容|适配|旁|对面|附近|隔壁|国际|集团|中心|支架|贴纸|外壳|配件"
)
"""What makes a run tell of another firm, a place, a trade, a paper or an accessory."""
_OF_ANOTHER = re.compile(
    r"(?:兼容|适用于?|适配|替[代换]|代替|取代|更换|非|不是|不含|无|原有?|原为|旧|对接|支持|接入|连接|仿|靠近|旁边?|隔壁)$"
)
"""What stands before a name that is not said of this device: “compatible with”, “replaces”, “not”, “beside”."""
_OF_SECURITY = re.compile(
    r"监控|安防|摄像|录像|视频|球机|枪机|半球|门禁|对讲|道闸|园区|综合管理|交换机|路由|基站|光猫|网关|服务器|手机|平板|平台|系统"
)
"""Goods and systems of this trade: beside them a shorter name is that of the maker, as far as can be told."""
_NUMBER_FOLLOWS = re.compile(r"[ -]?(?:[A-Za-z]{1,8}[ -]?)?\d")
_SHORTEST_ALONE = 3
"""Characters of a name that stands for one firm alone: 大华, 中兴, 海康 and 宇视 are parts of many names."""
_ALONE = frozenset({"华为", "華為"})
"""Names of two characters that stand for one firm alone."""


class Run(NamedTuple):
    """A maker's name in a run of Chinese characters.

    Attributes:
        name: As the catalogue has it.
        at: Offset in the run.
    """

    name: str
    at: int


class ChineseNames:
    """Names of makers in Chinese characters.

    Args:
        names: Those of the catalogue.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = tuple(sorted((key for key in names if HAN.fullmatch(key)), key=lambda k: (-len(k), k)))

    def of_goods(self, run: str) -> str | None:
        """The name that a run begins with, where the rest only says what kind of goods it is."""
        if not HAN.match(run):
            return None
        bare = run[2:] if run[:2] in _PROVINCES and len(run) > 3 else run
        for name in self._names:
            if bare.startswith(name) and _GOODS.fullmatch(bare[len(name) :]):
                return name
        return None

    def in_doubt(self, run: str, following: str) -> Run | None:
        """The name that a run may be about, of this device as far as can be told: a reason to look, never more.

        Args:
            run: Chinese characters.
            following: The text after them.
        """
        for name in self._names:
            at = run.find(name)
            if at < 0 or (at > 0 and len(name) < _SHORTEST_ALONE):
                continue
            rest = run[at + len(name) :]
            if _OF_OTHERS.search(rest) or _OF_ANOTHER.search(run[:at]):
                return None
            stands_alone = len(name) >= _SHORTEST_ALONE or name in _ALONE
            if stands_alone or _OF_SECURITY.search(rest) or _NUMBER_FOLLOWS.match(following):
                return Run(name, at)
        return None
