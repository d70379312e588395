"""The two small made-up reports that the browser tests ask about."""

ATTACKS = (
    "<script>window.hit=1</script>、<img src=x onerror=window.hit=1>、![图](http://outside.example/a.png)、"
    "[点](javascript:window.hit=1)、$$x^2$$、`[c1]`、${window.hit=1}、{{value}}"
)
REPORTS = {
    "云泽县2023年上半年.txt": (
        "关于云泽县2023年国民经济和社会发展计划上半年执行情况的报告\n\n一、上半年计划执行情况\n\n"
        "上半年,全县经济平稳向好。全县实现地区生产总值128.4亿元,同比增长5.1%。县域公园新增3处。\n\n"
        "城镇新增就业4210人,完成全年任务的61.5%。\n"
    ),
    "青屿县2023年上半年<b>.txt": (
        "关于青屿县2023年国民经济和社会发展计划上半年执行情况的报告\n\n一、上半年计划执行情况\n\n"
        "上半年,全县经济总体回升。全县实现地区生产总值96.7亿元,同比增长4.3%。\n\n"
        f"（一）数字平台建设\n\n鸥港平台登记的名称为{ATTACKS},已办件37万件。\n"
    ),
}
